import { fact, type FactsOf, type RegisterDepartment } from '#libs/contracts';
import { conflict, notFound, type Decision } from '#libs/decider';
import type { Actor } from '../acts-for.js';
import { departmentNamed, type VekstbedriftState } from './vekstbedrift.js';

/** With this bound a vekstbedrift fits in one row and its why-nots in one fact; the largest in the country have some tens. */
export const MOST_DEPARTMENTS = 100;

/** Registers a department, or replaces the entry of the one with that name. */
export function registerDepartment(
  state: VekstbedriftState,
  { name, kindsOfWork }: RegisterDepartment,
  { actor, departmentId }: { actor: Actor; departmentId: string },
): Decision<FactsOf<'task-assignment'>> {
  const theirs = actor.role === 'operator' || actor.org === state.vekstbedrift;
  if (state.name === '' || !theirs) {
    return notFound('vekstbedrift-not-found', 'There is no vekstbedrift with that number that you may change.');
  }
  const known = departmentNamed(state, name);
  if (!known && Object.keys(state.departments).length >= MOST_DEPARTMENTS) {
    return conflict('too-many-departments', `A vekstbedrift has at most ${MOST_DEPARTMENTS} departments.`, {
      most: MOST_DEPARTMENTS,
    });
  }
  return [
    fact('DepartmentRegistered', {
      vekstbedrift: state.vekstbedrift,
      departmentId: known ?? departmentId,
      name,
      kindsOfWork: [...new Set(kindsOfWork)],
    }),
  ];
}
