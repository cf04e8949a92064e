import { startStandalone } from '#libs/service-kit/service';
import { witness } from './witness.js';

await startStandalone(witness);
