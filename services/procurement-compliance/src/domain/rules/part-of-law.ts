import { cpvClassOf, type CpvClass } from './cpv-classes.js';
import { limitOn, type LimitKey, type LimitRow } from './rule-set.js';

/** The path that the value alone leads to (FOA § 5-1). */
export type ValuePath = 'OUTSIDE_LAW' | 'PART_I' | 'PART_II_OPEN' | 'PART_III_OPEN' | 'PART_IV_OPEN';

/** A limit and whether the value reaches it; equal is reached. */
export interface Comparison {
  row: LimitRow;
  reached: boolean;
}

/** Where a value stands: the path, and the limits that lead there with the deciding one first. */
export interface Standing {
  path: ValuePath;
  cpvClass: CpvClass;
  compared: Comparison[];
  scope: LimitRow;
}

const EEA_LIMIT: Record<CpvClass, LimitKey> = {
  ordinary: 'EEA_GOODS_SERVICES_OTHER',
  special: 'EEA_SPECIAL_AND_HEALTH_SOCIAL',
  'health-social': 'EEA_SPECIAL_AND_HEALTH_SOCIAL',
  works: 'EEA_WORKS',
};

/** Where a value stands on a day; undefined where no limits are known for the day. */
export function standingOf(valueOre: number, cpv: string, day: string): Standing | undefined {
  const cpvClass = cpvClassOf(cpv);
  const compare = (key: LimitKey): Comparison | undefined => {
    const row = limitOn(key, day);
    return row && { row, reached: valueOre >= row.ore };
  };
  const scope = compare('LOA_SCOPE');
  const national = compare('NATIONAL_NOTICE');
  const eea = compare(EEA_LIMIT[cpvClass]);
  if (!scope || !national || !eea) return undefined;

  const at = (path: ValuePath, ...compared: Comparison[]) => ({ path, cpvClass, compared, scope: scope.row });
  if (!scope.reached) return at('OUTSIDE_LAW', scope);
  // Health and social services know no national notice: Part I up to the EEA limit, Part IV from it (FOA § 5-1 (2), (4)).
  if (cpvClass === 'health-social') return eea.reached ? at('PART_IV_OPEN', eea) : at('PART_I', scope, eea);
  if (!national.reached) return at('PART_I', scope, national);
  // Special services stay in Part II above the EEA limit, with a TED notice and standstill besides (FOA §§ 8-17 (4), 10-2 (2)).
  if (cpvClass === 'special' || !eea.reached) return at('PART_II_OPEN', national, eea);
  return at('PART_III_OPEN', eea, national);
}
