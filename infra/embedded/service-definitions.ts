import { ServiceSettings } from '#libs/service-kit';
import type { ServiceDefinition } from '#libs/service-kit/service';
import { GatewaySettings } from '#services/gateway';
import { ordering } from '#services/ordering';
import { procurementCompliance } from '#services/procurement-compliance';
import { reporting } from '#services/reporting';
import { taskAssignment } from '#services/task-assignment';

/** Every service behind the door. */
export const SERVICE_DEFINITIONS: ServiceDefinition[] = [ordering, procurementCompliance, taskAssignment, reporting];

/** What each process of a platform takes from its environment. */
export const PROCESS_SETTINGS: Record<string, new () => ServiceSettings | GatewaySettings> = {
  ...Object.fromEntries(SERVICE_DEFINITIONS.map(({ name }) => [name, ServiceSettings])),
  gateway: GatewaySettings,
};
