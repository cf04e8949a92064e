// breaks: libs-by-their-entry
export { inner } from '../../libs/contracts/src/inner.js';
