import { LARGEST_ORE } from '#libs/contracts';
import fc from 'fast-check';
import { largestRemainder } from './largest-remainder.js';

describe('shares of a whole', () => {
  it('give what rounding leaves over to the largest remainders, the first of equals first', () => {
    expect(largestRemainder([1, 1, 1], 10_000)).toEqual([3334, 3333, 3333]);
    expect(largestRemainder([1, 2, 3], 10_000)).toEqual([1667, 3333, 5000]);
    expect(largestRemainder([80_000_00, 220_000_00, 700_000_00], 10_000)).toEqual([800, 2200, 7000]);
  });

  it('are all 0 where there is nothing to share', () => {
    expect(largestRemainder([0, 0], 10_000)).toEqual([0, 0]);
    expect(largestRemainder([], 10_000)).toEqual([]);
  });

  it('sum to the whole, none a whole unit off, and none larger than that of a larger amount', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: LARGEST_ORE }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (parts, whole) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        fc.pre(total > 0);
        const shares = largestRemainder(parts, whole);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(whole);
        shares.forEach((share, i) => {
          expect(Math.abs(share - (parts[i]! / total) * whole)).toBeLessThan(1 + 1e-6);
          parts.forEach((part, j) => expect(part < parts[i]! && shares[j]! > share).toBe(false));
        });
      }),
    );
  });
});
