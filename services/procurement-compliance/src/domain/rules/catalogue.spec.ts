import { cpvOf } from '../testing.js';
import { CATEGORIES, categoryOf, isCategory, ledgerIdOf } from './categories.js';
import { CPV_CLASSES, cpvClassOf } from './cpv-classes.js';
import { kroner } from './kroner.js';

describe('classes of CPV codes', () => {
  test.each([
    ['55521200', 'special', 'meal delivery'],
    ['55520000', 'special', 'catering'],
    ['55523000', 'special', 'catering for institutions'],
    ['55510000', 'special', 'canteen'],
    ['79952000', 'special', 'events'],
    ['64122000', 'special', 'internal mail'],
    ['98000000', 'special', 'the group head that annex 2 names'],
    ['98310000', 'ordinary', 'laundry, below that group head'],
    ['55321000', 'special', 'meal preparation, inside the range 55100000 to 55410000 of annex 2'],
    ['55099999', 'ordinary', 'the code before that range'],
    ['55410001', 'ordinary', 'the code after that range'],
    ['77310000', 'ordinary', 'gardening'],
    ['90610000', 'ordinary', 'street sweeping'],
    ['90910000', 'ordinary', 'cleaning'],
    ['79920000', 'ordinary', 'packing'],
    ['50850000', 'ordinary', 'furniture repair'],
    ['15811000', 'ordinary', 'bread as goods'],
    ['45233229', 'works', 'verges'],
    ['44999999', 'ordinary', 'the code before works'],
    ['46000000', 'ordinary', 'the code after works'],
    ['85312510', 'health-social', 'vocational rehabilitation'],
    ['85323000', 'health-social', 'the last code of the range'],
    ['85323001', 'ordinary', 'the code after it'],
    ['80530000', 'health-social', 'training'],
    ['80660001', 'ordinary', 'the code after training'],
  ])('%s is %s: %s', (cpv, cpvClass) => {
    expect(cpvClassOf(cpv)).toBe(cpvClass);
  });

  test('every row names its annex and no code is in two classes', () => {
    for (const row of CPV_CLASSES) {
      expect(row.first).toMatch(/^\d{8}$/);
      expect(row.last >= row.first).toBe(true);
      expect(row.reference).toMatch(/^FOA annex [123]$/);
      for (const other of CPV_CLASSES.filter(({ cpvClass }) => cpvClass !== row.cpvClass)) {
        expect(row.last < other.first || other.last < row.first).toBe(true);
      }
    }
  });
});

describe('categories of like purchases', () => {
  test.each([
    ['meeting-food', 'food'],
    ['catering', 'food'],
    ['bakery', 'food'],
    ['town-tidying', 'town-tidying'],
    ['laundry', 'laundry'],
    ['lawn-mowing', 'gardening'],
    ['furniture-repair', 'furniture-repair'],
  ])('%s is counted as %s', (kind, category) => {
    expect(categoryOf(kind, cpvOf(kind), '2026-09-01')).toBe(category);
    expect(categoryOf(kind, '50241000', '2026-09-01')).toBe(category);
  });

  test('what is bought counts, not what it is called', () => {
    expect(categoryOf('laundry', '55521200', '2026-09-01')).toBe('food');
    expect(categoryOf('moete-mat', '55521200', '2026-09-01')).toBe('food');
  });

  test('a category is one of the catalogue, or three digits that no row takes', () => {
    expect(['food', 'shredding', 'cpv-502', 'cpv-983'].filter(isCategory)).toHaveLength(4);
    expect(['meeting-food', 'abc', 'cpv-555', 'cpv-158', 'cpv-5'].filter(isCategory)).toEqual([]);
  });

  test('an unknown kind is counted by the first three digits of its CPV code', () => {
    expect(categoryOf('boat-repair', '50241000', '2026-09-01')).toBe('cpv-502');
  });

  test('the catalogue begins in 2017; before that the CPV code counts', () => {
    expect(categoryOf('laundry', '98310000', '2016-12-31')).toBe('cpv-983');
    expect(categoryOf('laundry', '98310000', '2017-01-01')).toBe('laundry');
  });

  test('what is alike waits for a lawyer, and no kind and no code is in two rows', () => {
    expect(CATEGORIES.every(({ needsLawyer }) => needsLawyer)).toBe(true);
    const kinds = CATEGORIES.flatMap(({ kindsOfWork }) => kindsOfWork);
    expect(new Set(kinds).size).toBe(kinds.length);
    const codes = CATEGORIES.flatMap(({ cpv }) => cpv);
    expect(codes.filter((code) => codes.some((other) => other !== code && code.startsWith(other)))).toEqual([]);
  });

  test('a ledger is one municipality and one category', () => {
    expect(ledgerIdOf('310000019', 'food')).toBe('310000019:food');
  });
});

describe('an amount in a sentence', () => {
  test.each([
    [0, '0 kroner'],
    [5, '0,05 kroner'],
    [250_000, '2 500 kroner'],
    [9_999_999, '99 999,99 kroner'],
    [129_999_999, '1 299 999,99 kroner'],
    [870_000_000, '8 700 000 kroner'],
    [99_999_999_999, '999 999 999,99 kroner'],
    [100_000_000_000, '1 000 million kroner'],
    [1_000_000_000_000, '10 000 million kroner'],
  ])('%d øre is %s', (ore, text) => {
    expect(kroner(ore)).toBe(text);
  });
});
