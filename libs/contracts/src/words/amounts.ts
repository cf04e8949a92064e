import { applyWord } from './word.js';

/** The largest single amount the platform takes: NOK 10 000 000 000 ex VAT, far inside safe integers even when summed. */
export const LARGEST_ORE = 1_000_000_000_000;

const isWhole = (value: unknown, least: number, most: number) =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** Money: whole øre, always ex VAT unless the name says otherwise; zero is allowed only where `least` says so. */
export const Ore = (says: string, least: 0 | 1 = 0) =>
  applyWord({
    code: 'money',
    test: (value) => isWhole(value, least, LARGEST_ORE),
    sentence: `must be whole øre ex VAT, from ${least} to ${LARGEST_ORE}: NOK 2 500 is 250000`,
    schema: {
      type: 'integer',
      format: 'int64',
      minimum: least,
      maximum: LARGEST_ORE,
      description: `${says}, øre ex VAT`,
    },
  });

/** Time at work: whole minutes. */
export const Minutes = (says: string, least = 0, most = 60_000_000) =>
  applyWord({
    code: 'minutes',
    test: (value) => isWhole(value, least, most),
    sentence: `must be whole minutes, from ${least} to ${most}`,
    schema: { type: 'integer', format: 'minutes', minimum: least, maximum: most, description: `${says}, minutes` },
  });

/** A plain number of things: a version, a count of participations, a year. */
export const Whole = (says: string, least = 0, most = 1_000_000) =>
  applyWord({
    code: 'whole-number',
    test: (value) => isWhole(value, least, most),
    sentence: `must be a whole number from ${least} to ${most}`,
    schema: { type: 'integer', minimum: least, maximum: most, description: says },
  });

/** A share in hundredths of a percent, so that 33.33 % is 3333 and shares can be summed exactly. */
export const BasisPoints = (says: string) =>
  applyWord({
    code: 'basis-points',
    test: (value) => isWhole(value, 0, 10_000),
    sentence: 'must be hundredths of a percent, from 0 to 10000: 33.33 % is 3333',
    schema: {
      type: 'integer',
      format: 'basis-points',
      minimum: 0,
      maximum: 10_000,
      description: `${says}, hundredths of a percent`,
    },
  });
