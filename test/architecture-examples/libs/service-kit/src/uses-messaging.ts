// breaks: service-kit-keeps-to-its-tools
export { journal } from '#libs/messaging';
