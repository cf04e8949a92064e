export { inner } from '#libs/contracts';
