// breaks: embedded-starts-services-by-their-entry
export { OrderingModule } from '../../services/ordering/src/ordering.module.js';
