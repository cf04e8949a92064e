export { testDatabase } from '../../../infra/testing/database.js';
