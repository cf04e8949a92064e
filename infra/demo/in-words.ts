/** Narrow no-break space: Norwegian numbers are grouped by it, and no line is broken inside one. */
const THIN = '\u202f';
const NO_BREAK = '\u00a0';

/** Whole thousands apart, as Norwegians write them: 49 900. */
export const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, THIN);

/** Øre as kroner, with øre only where there are any: 612,50. */
export function kroner(ore: number): string {
  const rest = ore % 100;
  return `${grouped(Math.floor(ore / 100))}${rest ? `,${String(rest).padStart(2, '0')}` : ''}`;
}

/** A number with one decimal: 30,9. */
export const decimal = (value: number): string => {
  const [whole, tenth] = value.toFixed(1).split('.');
  return `${grouped(Number(whole))},${tenth}`;
};

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Thu 1 Feb. */
export const shortDay = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`)).replace(',', '');

/** 28 February 2018. */
export const longDay = (day: string): string => LONG_DAY.format(new Date(`${day}T00:00:00Z`));

/** The legal paths a purchase in the demo may take, short and in a sentence. */
export const PATH_IN_WORDS: Record<string, string> = {
  OUTSIDE_LAW: 'direct purchase',
  PART_I: 'Part I approved',
};
export const PATH_EXPLAINED: Record<string, string> = {
  OUTSIDE_LAW: 'below the scope of the procurement act: direct purchase',
  PART_I: 'the act applies, without announcement: an adviser decides',
};

/** Why a department got no offer. */
export const NO_OFFER_IN_WORDS: Record<string, string> = {
  'does-not-do-this-work': 'does not do this work',
  'not-enough-capacity': 'has too few hours',
  'does-not-serve-municipality': 'does not serve the municipality',
  'directed-to-another': 'the order is directed to another',
  'refused-at-award': 'was refused at award',
  'declined-before': 'said no',
};

/** Why no vekstbedrift took an order. */
export const UNCLAIMED_IN_WORDS: Record<string, string> = {
  'nobody-eligible': 'nobody does the work or has the hours',
  'all-declined': 'everybody said no',
  'deadline-passed': 'nobody answered in time',
};

/** Classes of customers. */
export const CUSTOMERS_IN_WORDS: Record<string, string> = {
  owners: 'the owners',
  nav: 'NAV',
  'other-public': 'other public customers',
  private: 'private customers',
};

/** Hundredths of a percent: 16,6 %, and 40 %. */
export const percent = (basisPoints: number): string => `${decimal(basisPoints / 100).replace(/,0$/, '')}${NO_BREAK}%`;
