import { fact, type FactsOf, type RegisterUnit, type Role } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { isRegistered, municipalityNotFound, type MunicipalityState } from './municipality.js';

export function registerUnit(
  municipality: MunicipalityState,
  { name, ownResponsibility = [] }: RegisterUnit,
  { unitId, by }: { unitId: string; by: { org: string; role: Role } },
): Decision<FactsOf<'ordering'>> {
  const isTheirs = by.role === 'operator' || by.org === municipality.municipality;
  if (!isTheirs || !isRegistered(municipality)) return municipalityNotFound();
  return [fact('UnitRegistered', { municipality: municipality.municipality, unitId, name, ownResponsibility })];
}
