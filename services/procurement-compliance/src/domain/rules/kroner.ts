const grouped = (whole: number) => String(whole).replace(/\B(?=(\d{3})+$)/g, ' ');

const BILLION_ORE = 100_000_000_000;

/**
 * An amount in øre as kroner in a sentence: 1 299 999,99 kroner. From a billion on in millions, because eleven digits in a
 * row may be taken for an identity number.
 */
export function kroner(ore: number): string {
  if (ore >= BILLION_ORE) return `${grouped(Math.floor(ore / 100_000_000))} million kroner`;
  const rest = ore % 100;
  return `${grouped(Math.floor(ore / 100))}${rest ? `,${String(rest).padStart(2, '0')}` : ''} kroner`;
}
