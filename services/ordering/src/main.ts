import { startStandalone } from '#libs/service-kit/service';
import { ordering } from './index.js';

await startStandalone(ordering);
