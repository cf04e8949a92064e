// breaks: tracing-depends-on-its-interface
export { inner } from '#libs/contracts';
