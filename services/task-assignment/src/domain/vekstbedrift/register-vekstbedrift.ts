import { fact, type FactsOf, type RegisterVekstbedrift } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import type { VekstbedriftState } from './vekstbedrift.js';

/** Registers a vekstbedrift, or replaces its name and whom it serves; its departments stay. */
export function registerVekstbedrift(
  state: VekstbedriftState,
  { name, serves }: RegisterVekstbedrift,
): Decision<FactsOf<'task-assignment'>> {
  return [fact('VekstbedriftRegistered', { vekstbedrift: state.vekstbedrift, name, serves: [...new Set(serves)] })];
}
