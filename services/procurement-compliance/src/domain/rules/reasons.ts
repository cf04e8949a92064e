import type { Reason } from '#libs/contracts';
import { kroner } from './kroner.js';
import type { Comparison, Standing } from './part-of-law.js';
import { rowText, type LimitKey, type LimitRow } from './rule-set.js';

/** What was summed: the category and the days of the window, both included. */
export interface Counted {
  category: string;
  first: string;
  last: string;
  usedOre: number;
}

const CONSEQUENCE: Record<LimitKey, { reached: string; below: string }> = {
  LOA_SCOPE: {
    reached: 'the procurement act applies',
    below: 'the procurement act does not apply and the purchase may be made directly',
  },
  NATIONAL_NOTICE: { reached: 'the purchase must be announced', below: 'no announcement is needed' },
  EEA_GOODS_SERVICES_OTHER: {
    reached: 'the purchase must be announced in the whole EEA',
    below: 'a national announcement is enough',
  },
  EEA_SPECIAL_AND_HEALTH_SOCIAL: {
    reached: 'the purchase must be announced in the whole EEA',
    below: 'no announcement in the whole EEA is needed',
  },
  EEA_WORKS: {
    reached: 'the purchase must be announced in the whole EEA',
    below: 'a national announcement is enough',
  },
};

const sumOf = ({ category, first, last, usedOre }: Counted) =>
  `Like purchases (${category}) from ${first} to ${last}, this order included, come to ${kroner(usedOre)}`;

/** A comparison as a reason: the sentence with its figures, the legal reference, the row. */
export function comparisonReason({ row, reached }: Comparison, counted: Counted): Reason {
  const verdict = reached
    ? `is reached: ${CONSEQUENCE[row.key].reached}`
    : `is not reached: ${CONSEQUENCE[row.key].below}`;
  return {
    rule: row.key,
    says: `${sumOf(counted)}; the limit of ${kroner(row.ore)} ${verdict}.`,
    reference: row.reference,
    valueOre: counted.usedOre,
    limitOre: row.ore,
    row: rowText(row),
  };
}

/** Nothing is known of the limits of the day, so nothing is decided by them. */
export const noRulesReason = (day: string): Reason => ({
  rule: 'NO_RULES',
  says: `The rule set begins on 2017-01-01 and has no limits for ${day}: a person has to decide.`,
  reference: 'FOA § 32-2',
});

/** Only purchases on the platform were counted. */
export const undeclaredReason = ({ category, first, last }: Counted): Reason => ({
  rule: 'PLATFORM_ONLY',
  says: `Counts purchases on this platform only: no like purchases (${category}) elsewhere were declared for ${first} to ${last}.`,
  reference: 'FOA § 5-4 (9)',
});

/** A figure that was read in a secondary text only. */
export const uncertainRowReason = (row: LimitRow): Reason => ({
  rule: 'SECONDARY_SOURCE',
  says: `The row ${row.key} of ${kroner(row.ore)} rests on a secondary source (${row.source}) and has to be confirmed by a lawyer.`,
  reference: row.reference,
  limitOre: row.ore,
  row: rowText(row),
});

const RANK: Record<string, number> = { OUTSIDE_LAW: 0, PART_I: 1, PART_II: 2, PART_III: 3, PART_IV: 3 };
const rankOf = (path: string) => RANK[path.replace(/_(OPEN|RESERVED|EXEMPT)$/, '')];

const UNEXAMINED: Record<string, string> = {
  EGENREGI_3_1:
    'No evidence of control, of more than 80 % of the activity for the owner and of no private capital has been examined (FOA §§ 3-1, 3-4).',
  EGENREGI_3_2:
    'No evidence of joint control, of more than 80 % of the activity for the owners and of no private capital has been examined (FOA §§ 3-2, 3-4).',
  COOPERATION_3_3: 'No agreement on a common public task has been examined (FOA § 3-3).',
  PART_I_RESERVED:
    'A competition reserved for work-inclusion enterprises is open to the adviser; the platform does not run it.',
  PART_II_EXEMPT: 'No ground for leaving out the announcement has been examined (FOA § 5-2).',
  PART_II_RESERVED: 'The reservation must be stated in an announcement; the platform makes none (FOA § 8-8).',
  PART_III_RESERVED: 'The reservation must be stated in an announcement; the platform makes none (FOA § 16-9).',
  PART_IV_RESERVED: 'The reservation must be stated in an announcement; the platform makes none (FOA § 30-3).',
};

/** Why a path was not taken, given where the value stands. */
export function whyNot(path: string, standing: Standing): string {
  const rank = rankOf(path);
  const taken = rankOf(standing.path) ?? 0;
  if (rank === undefined)
    return standing.path === 'OUTSIDE_LAW' ? 'Not needed below the scope of the act.' : UNEXAMINED[path]!;
  const healthAndSocial = standing.cpvClass === 'health-social';
  if (path.startsWith('PART_IV') && !healthAndSocial) return 'Only for health and social services (FOA annex 3).';
  if (/^PART_III?_/.test(path) && healthAndSocial) return 'Not for health and social services (FOA § 5-1 (2), (4)).';
  if (path.startsWith('PART_III') && standing.cpvClass === 'special')
    return 'Not for special services (FOA § 5-1 (2) b).';
  if (rank > taken) return 'The limit where this part begins is not reached.';
  if (rank < taken) return 'The limit where this part ends is reached.';
  return UNEXAMINED[path]!;
}
