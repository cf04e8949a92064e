// breaks: messaging-keeps-to-its-tools
export { health } from '#libs/service-kit';
