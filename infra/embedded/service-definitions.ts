import type { ServiceDefinition } from '#libs/service-kit/service';
import { ordering } from '#services/ordering';
import { procurementCompliance } from '#services/procurement-compliance';
import { reporting } from '#services/reporting';
import { taskAssignment } from '#services/task-assignment';

/** Every service behind the door. */
export const SERVICE_DEFINITIONS: ServiceDefinition[] = [ordering, procurementCompliance, taskAssignment, reporting];
