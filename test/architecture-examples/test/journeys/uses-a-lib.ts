// breaks: journeys-speak-http
export { journal } from '#libs/messaging';
