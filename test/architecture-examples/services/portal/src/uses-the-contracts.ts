// breaks: portal-has-no-server-code
export { inner } from '#libs/contracts';
