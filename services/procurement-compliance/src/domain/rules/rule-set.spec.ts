import { addDays, isLocalDay } from '#libs/contracts';
import { limitOn, LIMITS, rowText, type LimitKey } from './rule-set.js';
import { SOURCES } from './sources.js';

const KEYS = [...new Set(LIMITS.map(({ key }) => key))];

describe('the limits of the law', () => {
  test.each<[LimitKey, string, number, string, number]>([
    ['LOA_SCOPE', '2026-06-30', 100_000, '2026-07-01', 500_000],
    ['NATIONAL_NOTICE', '2018-04-05', 1_100_000, '2018-04-06', 1_300_000],
    ['NATIONAL_NOTICE', '2025-12-31', 1_300_000, '2026-01-01', 1_300_000],
    ['EEA_GOODS_SERVICES_OTHER', '2018-04-05', 1_750_000, '2018-04-06', 2_000_000],
    ['EEA_GOODS_SERVICES_OTHER', '2020-02-11', 2_000_000, '2020-02-12', 2_050_000],
    ['EEA_GOODS_SERVICES_OTHER', '2022-03-17', 2_050_000, '2022-03-18', 2_200_000],
    ['EEA_GOODS_SERVICES_OTHER', '2022-03-23', 2_200_000, '2022-03-24', 2_200_000],
    ['EEA_GOODS_SERVICES_OTHER', '2024-03-13', 2_200_000, '2024-03-14', 2_300_000],
    ['EEA_GOODS_SERVICES_OTHER', '2026-04-20', 2_300_000, '2026-04-21', 2_500_000],
    ['EEA_SPECIAL_AND_HEALTH_SOCIAL', '2018-04-05', 6_300_000, '2018-04-06', 6_950_000],
    ['EEA_SPECIAL_AND_HEALTH_SOCIAL', '2020-02-11', 6_950_000, '2020-02-12', 7_200_000],
    ['EEA_SPECIAL_AND_HEALTH_SOCIAL', '2022-03-17', 7_200_000, '2022-03-18', 7_800_000],
    ['EEA_SPECIAL_AND_HEALTH_SOCIAL', '2024-03-13', 7_800_000, '2024-03-14', 7_800_000],
    ['EEA_SPECIAL_AND_HEALTH_SOCIAL', '2026-04-20', 7_800_000, '2026-04-21', 8_700_000],
    ['EEA_WORKS', '2018-04-05', 44_000_000, '2018-04-06', 51_000_000],
    ['EEA_WORKS', '2020-02-11', 51_000_000, '2020-02-12', 51_500_000],
    ['EEA_WORKS', '2022-03-17', 51_500_000, '2022-03-18', 56_000_000],
    ['EEA_WORKS', '2024-03-13', 56_000_000, '2024-03-14', 57_800_000],
    ['EEA_WORKS', '2026-04-20', 57_800_000, '2026-04-21', 62_900_000],
  ])('%s on %s is NOK %d, from %s NOK %d', (key, lastDay, before, firstDay, after) => {
    expect(limitOn(key, lastDay)?.ore).toBe(before * 100);
    expect(limitOn(key, firstDay)?.ore).toBe(after * 100);
  });

  test.each(KEYS)('%s begins on 2017-01-01; the day before has no row and none is guessed', (key) => {
    expect(limitOn(key, '2016-12-31')).toBeUndefined();
    expect(limitOn(key, '2017-01-01')).toBeDefined();
  });

  test.each(KEYS)('%s has one row for every day since then, without overlap or hole', (key) => {
    const rows = LIMITS.filter((row) => row.key === key);
    rows.forEach(({ validFrom, validTo }, i) => {
      expect(isLocalDay(validFrom)).toBe(true);
      expect(rows[i + 1]?.validFrom).toBe(validTo && addDays(validTo, 1));
    });
    expect(rows.at(-1)!.validTo).toBeUndefined();
  });

  test('every row names a source and a place in the law; what no official text says asks for a lawyer', () => {
    for (const row of LIMITS) {
      expect(SOURCES[row.source]).toMatch(/https:/);
      expect(row.reference).toMatch(/^(LOA|FOA) §/);
      expect(row.needsLawyer === true).toBe(row.confidence !== 'V');
    }
  });

  test('the scope from 2026-07-01 and the days in doubt of March 2022 rest on secondary sources', () => {
    expect(limitOn('LOA_SCOPE', '2026-06-30')?.confidence).toBe('V');
    expect(limitOn('LOA_SCOPE', '2026-07-01')?.confidence).toBe('V2');
    expect(limitOn('EEA_WORKS', '2022-03-17')?.confidence).toBe('V');
    expect(limitOn('EEA_WORKS', '2022-03-18')?.confidence).toBe('V2');
    expect(limitOn('EEA_WORKS', '2022-03-23')?.confidence).toBe('V2');
    expect(limitOn('EEA_WORKS', '2022-03-24')?.confidence).toBe('V');
  });

  test('a row tells its validity', () => {
    expect(rowText(limitOn('LOA_SCOPE', '2018-02-28')!)).toBe('LOA_SCOPE valid from 2017-01-01 to 2026-06-30');
    expect(rowText(limitOn('LOA_SCOPE', '2026-07-01')!)).toBe('LOA_SCOPE valid from 2026-07-01, still valid');
  });
});
