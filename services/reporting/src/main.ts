import { startStandalone } from '#libs/service-kit/service';
import { reporting } from './index.js';

await startStandalone(reporting);
