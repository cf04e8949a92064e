// breaks: gateway-has-no-rules
export { journal } from '#libs/messaging';
