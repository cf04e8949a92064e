import fc from 'fast-check';
import { BasisPoints, LARGEST_ORE, Minutes, Ore, Whole } from './amounts.js';
import { flawsOf, refusals } from './testing.js';

const NEVER: [string, unknown][] = [
  ['a fraction', 0.5],
  ['a whole with a fraction', 1.000001],
  ['less than nothing', -1],
  ['no number', NaN],
  ['without end', Infinity],
  ['past the safe integers', 2 ** 53],
  ['a text', '1'],
  ['an empty text', ''],
  ['a big integer', 1n],
  ['yes', true],
  ['null', null],
  ['left out', undefined],
  ['a list', [1]],
  ['an object', { ore: 1 }],
];

describe.each<[string, PropertyDecorator, string, number, number]>([
  ['money', Ore('value'), 'money', 0, 1_000_000_000_000],
  ['money that cannot be nothing', Ore('value', 1), 'money', 1, 1_000_000_000_000],
  ['minutes', Minutes('time'), 'minutes', 0, 60_000_000],
  ['minutes of one job', Minutes('time', 1, 600_000), 'minutes', 1, 600_000],
  ['a whole number', Whole('how many'), 'whole-number', 0, 1_000_000],
  ['a version', Whole('version', 1), 'whole-number', 1, 1_000_000],
  ['an accounting year', Whole('year', 1990, 2199), 'whole-number', 1990, 2199],
  ['a share', BasisPoints('share'), 'basis-points', 0, 10_000],
])('%s', (_, word, code, least, largest) => {
  it.each([least, least + 1, largest - 1, largest])('takes %d', (value) => expect(refusals(word, value)).toEqual([]));

  it.each([least - 1, largest + 1])('refuses %d', (value) => expect(refusals(word, value)).toEqual([code]));

  it.each(NEVER)('refuses what is %s', (_what, value) => expect(refusals(word, value)).toEqual([code]));

  it('takes every whole number between its ends and nothing between whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: least, max: largest - 1 }),
        fc.double({ min: 0.001, max: 0.999 }),
        (whole, part) => {
          expect(refusals(word, whole)).toEqual([]);
          fc.pre(whole + part !== whole && !Number.isInteger(whole + part));
          expect(refusals(word, whole + part)).toEqual([code]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('minus zero', () => {
  it('is zero: it is written as 0 everywhere', () => {
    expect(refusals(Ore('value'), -0)).toEqual([]);
    expect(JSON.stringify(JSON.parse('-0'))).toBe('0');
  });

  it('is refused where zero is', () => expect(refusals(Ore('value', 1), -0)).toEqual(['money']));
});

describe('the largest amount', () => {
  it('is NOK 10 000 000 000', () => expect(LARGEST_ORE).toBe(10_000_000_000 * 100));

  it('can be summed over a thousand orders without losing an øre', () => {
    expect(Number.isSafeInteger(LARGEST_ORE * 1000)).toBe(true);
    expect(LARGEST_ORE * 1000 + 1 - LARGEST_ORE * 1000).toBe(1);
  });
});

describe('a refusal', () => {
  it('tells a buyer who wrote kroner how øre are written', () => {
    expect(flawsOf(Ore('value', 1), 2500.5)[0]!.message).toBe(
      'field must be whole øre ex VAT, from 1 to 1000000000000: NOK 2 500 is 250000.',
    );
  });

  it('tells how a share is written', () => {
    expect(flawsOf(BasisPoints('share'), 33.33)[0]!.message).toBe(
      'field must be hundredths of a percent, from 0 to 10000: 33.33 % is 3333.',
    );
  });
});
