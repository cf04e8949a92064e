// breaks: services-stand-alone
export { testDatabase } from '../../../infra/testing/database.js';
