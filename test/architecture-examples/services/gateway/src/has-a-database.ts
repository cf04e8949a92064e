// breaks: gateway-has-no-rules
export { DataSource } from 'typeorm';
