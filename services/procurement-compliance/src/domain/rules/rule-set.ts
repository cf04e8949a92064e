import type { ReadingConfidence, SourceKey } from './sources.js';

/** The rule set every assessment names: the same facts under the same rule set give the same assessment, for ever. */
export const RULE_SET = { name: 'norway-municipal', version: 1 } as const;

/** The rule set as a fact names it. */
export const ruleSetName = `${RULE_SET.name} ${RULE_SET.version}`;

/** The limits a purchase is compared with; each is reached by a value that equals it. */
export type LimitKey =
  'LOA_SCOPE' | 'NATIONAL_NOTICE' | 'EEA_GOODS_SERVICES_OTHER' | 'EEA_SPECIAL_AND_HEALTH_SOCIAL' | 'EEA_WORKS';

/** A limit and the days it holds, both included; `needsLawyer` where no official text has been read. */
export interface LimitRow {
  key: LimitKey;
  ore: number;
  validFrom: string;
  validTo?: string;
  reference: string;
  source: SourceKey;
  confidence: ReadingConfidence;
  needsLawyer?: true;
}

type Period = [
  kroner: number,
  validFrom: string,
  validTo: string | undefined,
  source: SourceKey,
  confidence: ReadingConfidence,
  by?: string,
];

const limits = (key: LimitKey, reference: string, periods: Period[]): LimitRow[] =>
  periods.map(([kroner, validFrom, validTo, source, confidence, by]) => ({
    key,
    ore: kroner * 100,
    validFrom,
    ...(validTo && { validTo }),
    reference: by ? `${reference}, ${by}` : reference,
    source,
    confidence,
    ...(confidence !== 'V' && { needsLawyer: true as const }),
  }));

const OF_2018 = 'regulation no. 533 of 4 April 2018';
const OF_2020 = 'regulation no. 128 of 12 February 2020';
const OF_2022 = 'regulation no. 442 of 18 March 2022';
const OF_2024 = 'regulation no. 449 of 14 March 2024';

/** Every limit with every period since the procurement act of 2017; no row is ever changed, only ended and followed. */
export const LIMITS: readonly LimitRow[] = [
  ...limits('LOA_SCOPE', 'LOA § 2 (1); FOA § 1-1', [
    [100_000, '2017-01-01', '2026-06-30', 'S1', 'V'],
    [500_000, '2026-07-01', undefined, 'S13', 'V2', 'as amended by the Storting on 5 February 2026'],
  ]),
  ...limits('NATIONAL_NOTICE', 'FOA § 5-1 (2)', [
    [1_100_000, '2017-01-01', '2018-04-05', 'S3', 'V'],
    [1_300_000, '2018-04-06', '2025-12-31', 'S1', 'V', OF_2018],
    // The official text was read as of December 2025; that 2026 left the figure alone rests on S11.
    [1_300_000, '2026-01-01', undefined, 'S11', 'V2', OF_2018],
  ]),
  ...limits('EEA_GOODS_SERVICES_OTHER', 'FOA § 5-3 (1) b', [
    [1_750_000, '2017-01-01', '2018-04-05', 'S3', 'V'],
    [2_000_000, '2018-04-06', '2020-02-11', 'S4', 'V', OF_2018],
    [2_050_000, '2020-02-12', '2022-03-17', 'S5', 'V', OF_2020],
    // The first six days are in doubt: Lovdata has 18 March, a law firm 23 March.
    [2_200_000, '2022-03-18', '2022-03-23', 'S8', 'V2', OF_2022],
    [2_200_000, '2022-03-24', '2024-03-13', 'S7', 'V', OF_2022],
    [2_300_000, '2024-03-14', '2026-04-20', 'S9', 'V', OF_2024],
    [2_500_000, '2026-04-21', undefined, 'S11', 'V2'],
  ]),
  ...limits('EEA_SPECIAL_AND_HEALTH_SOCIAL', 'FOA § 5-3 (2)', [
    [6_300_000, '2017-01-01', '2018-04-05', 'S3', 'V'],
    [6_950_000, '2018-04-06', '2020-02-11', 'S5', 'V', OF_2018],
    [7_200_000, '2020-02-12', '2022-03-17', 'S5', 'V', OF_2020],
    [7_800_000, '2022-03-18', '2022-03-23', 'S8', 'V2', OF_2022],
    [7_800_000, '2022-03-24', '2026-04-20', 'S1', 'V', OF_2022],
    [8_700_000, '2026-04-21', undefined, 'S11', 'V2'],
  ]),
  ...limits('EEA_WORKS', 'FOA § 5-3 (1) c', [
    [44_000_000, '2017-01-01', '2018-04-05', 'S3', 'V'],
    [51_000_000, '2018-04-06', '2020-02-11', 'S4', 'V', OF_2018],
    [51_500_000, '2020-02-12', '2022-03-17', 'S5', 'V', OF_2020],
    [56_000_000, '2022-03-18', '2022-03-23', 'S8', 'V2', OF_2022],
    [56_000_000, '2022-03-24', '2024-03-13', 'S7', 'V', OF_2022],
    [57_800_000, '2024-03-14', '2026-04-20', 'S9', 'V', OF_2024],
    [62_900_000, '2026-04-21', undefined, 'S11', 'V2'],
  ]),
];

/** The row of a limit on a day; undefined before 2017, because no row was read for it and none is guessed. */
export const limitOn = (key: LimitKey, day: string): LimitRow | undefined =>
  LIMITS.find((row) => row.key === key && row.validFrom <= day && (row.validTo === undefined || day <= row.validTo));

/** A row as a reason names it: key and validity. */
export const rowText = ({ key, validFrom, validTo }: LimitRow): string =>
  `${key} valid from ${validFrom}${validTo ? ` to ${validTo}` : ', still valid'}`;
