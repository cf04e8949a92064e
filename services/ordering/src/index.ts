import type { ServiceDefinition } from '#libs/service-kit/service';
import { OrderingModule } from './ordering.module.js';
import { migrations } from './storage/migrations.js';

/** The order's process, from placing to closing. */
export const ordering: ServiceDefinition = {
  name: 'ordering',
  module: OrderingModule,
  migrations,
  reads: ['procurement-compliance', 'task-assignment'],
};
