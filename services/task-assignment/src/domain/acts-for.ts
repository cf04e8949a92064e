import type { Role } from '#libs/contracts';

/** Who asks, as far as a decision needs it. */
export interface Actor {
  org: string;
  role: Role;
  department?: string;
}

/** Whether somebody acts for a department: a work leader for the one in the token, a manager for all of the own vekstbedrift. */
export function actsFor(actor: Actor, department: { departmentId: string; vekstbedrift: string }): boolean {
  if (department.vekstbedrift !== actor.org) return false;
  return actor.role === 'manager' || (actor.role === 'work-leader' && actor.department === department.departmentId);
}
