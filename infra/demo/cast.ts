import { controlDigit, type DatedMunicipalityNumber } from '#libs/contracts';
import { randomInt } from 'node:crypto';

/** The three municipalities of the valley. */
export type Buyer = 'rollag' | 'flesberg' | 'noreOgUvdal';

/** The two departments of the vekstbedrift. */
export type Place = 'rodberg' | 'lampeland';

/** Who else has a part. */
export type Supplier = 'bakery' | 'grocer' | 'workshop';

/** A department: what it does, and how many supervised minutes of it on a working day. */
export interface DepartmentPart {
  name: string;
  minutesOf: Record<string, number>;
}

const heldBy = (before2020: string, before2024: string, since: string): DatedMunicipalityNumber[] => [
  { number: before2020, validFrom: '1990-01-01', validTo: '2019-12-31' },
  { number: before2024, validFrom: '2020-01-01', validTo: '2023-12-31' },
  { number: since, validFrom: '2024-01-01' },
];

const MUNICIPALITIES: Record<Buyer, { name: string; numbers: DatedMunicipalityNumber[]; share: number }> = {
  noreOgUvdal: { name: 'Nore og Uvdal', numbers: heldBy('0633', '3052', '3338'), share: 4000 },
  flesberg: { name: 'Flesberg', numbers: heldBy('0631', '3050', '3334'), share: 3500 },
  rollag: { name: 'Rollag', numbers: heldBy('0632', '3051', '3336'), share: 2500 },
};

/** Sixty minutes of furniture repair a day are too few for sixty chairs in a week: that is why nobody can take them. */
const DEPARTMENTS: Record<Place, DepartmentPart> = {
  rodberg: {
    name: 'Avdeling Rødberg',
    minutesOf: { 'town-tidying': 360, 'meeting-food': 180, packing: 300 },
  },
  lampeland: {
    name: 'Avdeling Lampeland',
    minutesOf: { 'meeting-food': 480, catering: 600, packing: 300, laundry: 1500, 'furniture-repair': 60 },
  },
};

const SUPPLIERS: Record<Supplier, { name: string; in: Buyer }> = {
  bakery: { name: 'Numedal Bakeri (oppdiktet)', in: 'rollag' },
  grocer: { name: 'Lampeland Matsenter (oppdiktet)', in: 'flesberg' },
  workshop: { name: 'Dalen Møbelverksted (oppdiktet)', in: 'flesberg' },
};

/** Everybody in the story, with numbers that no real organisation has. */
export type Cast = ReturnType<typeof makeCast>;

/** A new cast: new numbers each time, so that one run never meets another on the same platform. */
export function makeCast() {
  const taken = new Set<string>();
  const number = () => newNumber(taken);
  const numbered = <K extends string, T extends object>(parts: Record<K, T>) =>
    Object.fromEntries(Object.entries<T>(parts).map(([key, part]) => [key, { ...part, org: number() }])) as Record<
      K,
      T & { org: string }
    >;
  return {
    municipalities: numbered(MUNICIPALITIES),
    vekstbedrift: { name: 'Numedal Vekst AS (oppdiktet)', org: number() },
    departments: DEPARTMENTS,
    suppliers: numbered(SUPPLIERS),
    powerCompany: { name: 'Dalen Kraft AS (oppdiktet)', org: number() },
    operator: number(),
  };
}

/** A synthetic organisation number: the control digit is right, and no real number begins with 1 to 7. */
function newNumber(taken: Set<string>): string {
  for (;;) {
    const eight = String(randomInt(10_000_000, 80_000_000));
    const digit = controlDigit(eight);
    const number = `${eight}${digit}`;
    if (digit === undefined || taken.has(number)) continue;
    taken.add(number);
    return number;
  }
}

/** The municipality number of a day. */
export const numberOn = (numbers: DatedMunicipalityNumber[], day: string): string =>
  numbers.find(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo))!.number;
