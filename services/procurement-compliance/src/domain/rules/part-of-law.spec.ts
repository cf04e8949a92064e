import { kr } from '../testing.js';
import { standingOf } from './part-of-law.js';

const LAUNDRY = '98310000';
const CATERING = '55523000';
const REHABILITATION = '85312510';
const VERGES = '45233229';
const pathOf = (kroner: number, cpv: string, day: string) => standingOf(kr(kroner), cpv, day)?.path;

describe('where a value stands', () => {
  test.each([
    ['2026-06-30', 99_999.99, 'OUTSIDE_LAW'],
    ['2026-06-30', 100_000, 'PART_I'],
    ['2026-06-30', 400_000, 'PART_I'],
    ['2026-07-01', 400_000, 'OUTSIDE_LAW'],
    ['2026-07-01', 499_999.99, 'OUTSIDE_LAW'],
    ['2026-07-01', 500_000, 'PART_I'],
    ['2026-07-01', 1_299_999.99, 'PART_I'],
    ['2026-07-01', 1_300_000, 'PART_II_OPEN'],
    ['2018-04-05', 1_099_999.99, 'PART_I'],
    ['2018-04-05', 1_100_000, 'PART_II_OPEN'],
    ['2018-04-06', 1_299_999.99, 'PART_I'],
    ['2026-04-20', 2_299_999.99, 'PART_II_OPEN'],
    ['2026-04-20', 2_300_000, 'PART_III_OPEN'],
    ['2026-04-21', 2_499_999.99, 'PART_II_OPEN'],
    ['2026-04-21', 2_500_000, 'PART_III_OPEN'],
  ])('an ordinary service on %s for NOK %d goes %s', (day, kroner, path) => {
    expect(pathOf(kroner, LAUNDRY, day)).toBe(path);
  });

  test.each([
    [3_000_000, CATERING, 'PART_II_OPEN'],
    [3_000_000, LAUNDRY, 'PART_III_OPEN'],
    [8_699_999.99, CATERING, 'PART_II_OPEN'],
    [8_700_000, CATERING, 'PART_II_OPEN'],
    [2_000_000, REHABILITATION, 'PART_I'],
    [8_699_999.99, REHABILITATION, 'PART_I'],
    [8_700_000, REHABILITATION, 'PART_IV_OPEN'],
    [62_899_999.99, VERGES, 'PART_II_OPEN'],
    [62_900_000, VERGES, 'PART_III_OPEN'],
  ])('in September 2026 NOK %d for CPV %s goes %s: the class decides', (kroner, cpv, path) => {
    expect(pathOf(kroner, cpv, '2026-09-01')).toBe(path);
  });

  test('the limits that lead there are told, the deciding one first', () => {
    const keys = (kroner: number, cpv = LAUNDRY) =>
      standingOf(kr(kroner), cpv, '2026-09-01')!.compared.map(({ row, reached }) => [row.key, reached]);
    expect(keys(1)).toEqual([['LOA_SCOPE', false]]);
    expect(keys(500_000)).toEqual([
      ['LOA_SCOPE', true],
      ['NATIONAL_NOTICE', false],
    ]);
    expect(keys(1_300_000)).toEqual([
      ['NATIONAL_NOTICE', true],
      ['EEA_GOODS_SERVICES_OTHER', false],
    ]);
    expect(keys(2_500_000)).toEqual([
      ['EEA_GOODS_SERVICES_OTHER', true],
      ['NATIONAL_NOTICE', true],
    ]);
    expect(keys(8_700_000, REHABILITATION)).toEqual([['EEA_SPECIAL_AND_HEALTH_SOCIAL', true]]);
  });

  test('before 2017 nothing is known, whatever the value', () => {
    expect(standingOf(kr(1), LAUNDRY, '2016-12-31')).toBeUndefined();
    expect(pathOf(1, LAUNDRY, '2017-01-01')).toBe('OUTSIDE_LAW');
  });
});
