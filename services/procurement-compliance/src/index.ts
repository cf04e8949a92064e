import type { ServiceDefinition } from '#libs/service-kit/service';
import { ProcurementComplianceModule } from './procurement-compliance.module.js';
import { migrations } from './storage/migrations.js';

/** Which path the law leaves open for an order, who has to be asked, and how much like purchases there have been. */
export const procurementCompliance: ServiceDefinition = {
  name: 'procurement-compliance',
  module: ProcurementComplianceModule,
  migrations,
  reads: ['ordering', 'task-assignment'],
};
