import type { ReadingConfidence, SourceKey } from './sources.js';

/** The classes of contracts that FOA § 5-1 tells apart; ordinary covers goods and ordinary services. */
export type CpvClass = 'ordinary' | 'special' | 'health-social' | 'works';

/** CPV codes of a class, from the first to the last; a single code where both are equal. */
export interface CpvClassRow {
  first: string;
  last: string;
  cpvClass: CpvClass;
  reference: string;
  source: SourceKey;
  confidence: ReadingConfidence;
}

const rows = (cpvClass: CpvClass, reference: string, codes: string): CpvClassRow[] =>
  codes
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [first = entry, last = first] = entry.split('-');
      return { first, last, cpvClass, reference, source: 'S1', confidence: 'V' };
    });

const WORKS = '45000000-45999999';

const HEALTH_AND_SOCIAL = `
  85000000-85323000 98133100 98513000-98514000 75121000 75122000 75123000 75231200 75231210-75231230 75231240
  80000000-80660000`;

const SPECIAL = `
  75200000 79611000 79622000 79624000 79625000 98133000 98200000 98500000
  75000000 75124000 79995000 79995100 79995200 92000000-92700000
  79950000 79951000 79952000 79952100 79953000 79954000 79955000 79956000 79957000
  75300000 75310000 75311000 75312000 75313000 75313100 75314000 75320000 75330000 75340000
  98000000 98120000 98132000 98133110 98130000 98131000
  55100000-55410000 55521000-55521200 55520000 55522000 55523000 55524000 55510000 55511000 55512000 55523100
  79100000-79140000 75231100 75100000-75120000 75125000-75131000 75200000-75231000 75240000-75252000 79430000 98113100
  79700000-79723000 98900000 98910000
  64000000 64100000 64110000 64111000 64112000 64113000 64114000 64115000 64116000 64122000
  50116510 71550000`;

/** The annexes as rows. A group head in an annex does not draw in the codes below it: 98000000 is special, laundry is not. */
export const CPV_CLASSES: readonly CpvClassRow[] = [
  ...rows('works', 'FOA annex 1', WORKS),
  ...rows('health-social', 'FOA annex 3', HEALTH_AND_SOCIAL),
  ...rows('special', 'FOA annex 2', SPECIAL),
];

/** The class of a CPV code: what no annex names is ordinary. */
export const cpvClassOf = (cpv: string): CpvClass =>
  CPV_CLASSES.find(({ first, last }) => first <= cpv && cpv <= last)?.cpvClass ?? 'ordinary';
