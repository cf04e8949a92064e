import { startStandalone } from '#libs/service-kit/service';
import { procurementCompliance } from './index.js';

await startStandalone(procurementCompliance);
