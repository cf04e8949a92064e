import type { ServiceDefinition } from '#libs/service-kit/service';
import { ReportingModule } from './reporting.module.js';
import { migrations } from './storage/migrations.js';

/** What came of the orders: counted from the facts of all others, decided on by nobody. */
export const reporting: ServiceDefinition = {
  name: 'reporting',
  module: ReportingModule,
  migrations,
  reads: ['ordering', 'procurement-compliance', 'task-assignment'],
};
