import type { ServiceDefinition } from '#libs/service-kit/service';
import { migrations } from './storage/migrations.js';
import { TaskAssignmentModule } from './task-assignment.module.js';

/** Task-assignment: departments, their hours, offers, claims and deliveries. */
export const taskAssignment: ServiceDefinition = {
  name: 'task-assignment',
  module: TaskAssignmentModule,
  migrations,
  reads: ['ordering'],
};
