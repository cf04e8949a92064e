import { startStandalone } from '#libs/service-kit/service';
import { taskAssignment } from './index.js';

await startStandalone(taskAssignment);
