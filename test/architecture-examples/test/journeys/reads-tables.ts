// breaks: journeys-speak-http
export { Client } from 'pg';
