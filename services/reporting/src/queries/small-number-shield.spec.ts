import fc from 'fast-check';
import { LEAST_SHOWN, SmallNumberShield, type Part } from './small-number-shield.js';

/** Counts of one dimension by name. */
const shieldOf = (counts: Record<string, number>) =>
  new SmallNumberShield(Object.entries(counts).map(([name, count]) => ({ dimensions: [[name]], count })));
const hiddenOf = (counts: Record<string, number>) => {
  const shield = shieldOf(counts);
  return ['', ...Object.keys(counts)].filter((name) => shield.at([name]) === null);
};

describe('a small number', () => {
  it('is hidden up to 4 and shown from 5 on', () => {
    expect([0, 1, 4, 5, 6].map((count) => shieldOf({ a: count }).at(['a']))).toEqual([null, null, null, 5, 6]);
  });

  it('is 0 where there is nothing to count, which everyone may know', () => {
    expect(shieldOf({ a: 7 }).at(['b'])).toBe(0);
  });

  it('takes the next smallest with it, so that the total less the others does not tell it', () => {
    expect(hiddenOf({ a: 4, b: 9, c: 7, d: 30 })).toEqual(['a', 'c']);
  });

  it('takes a third where two are under 5 also together', () => {
    expect(hiddenOf({ a: 2, b: 2, c: 9, d: 30 })).toEqual(['a', 'b', 'c']);
    expect(hiddenOf({ a: 2, b: 3, c: 9, d: 30 })).toEqual(['a', 'b']);
  });

  it('takes the total where it stands alone', () => {
    expect(hiddenOf({ a: 4 })).toEqual(['', 'a']);
  });

  it('is told by no other level: the only department of a vekstbedrift is hidden where it is', () => {
    const shield = new SmallNumberShield([
      { dimensions: [['one', 'one/a']], count: 3 },
      { dimensions: [['two', 'two/a']], count: 8 },
      { dimensions: [['three', 'three/a']], count: 20 },
    ]);
    const seen = ['one', 'one/a', 'two', 'two/a', 'three', 'three/a', ''].map((name) => shield.at([name]));
    expect(seen).toEqual([null, null, null, null, 20, 20, 31]);
  });

  it('is hidden alike whichever order the facts came in', () => {
    const parts = [3, 7, 7, 7].map((count, i) => ({ dimensions: [[`k${i}`]], count }));
    const seen = (from: Part[]) => parts.map((_, i) => new SmallNumberShield(from).at([`k${i}`]));
    expect(seen(parts.toReversed())).toEqual(seen(parts));
  });
});

describe('whatever is counted', () => {
  const cube = fc
    .array(
      fc.record({
        month: fc.nat(3),
        department: fc.nat(3),
        municipality: fc.nat(2),
        kind: fc.nat(2),
        count: fc.nat(9),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((rows) => {
      const parts = rows.map(({ month, department, municipality, kind, count }) => ({
        dimensions: [
          [`y${month >> 1}`, `m${month}`],
          [`v${department >> 1}`, `d${department}`],
          [`t${municipality}`],
          [`k${kind}`],
        ],
        count,
      }));
      return [...new Map(parts.map((part) => [JSON.stringify(part.dimensions), part])).values()];
    });

  it('no sum under 5 is shown', () => {
    fc.assert(
      fc.property(cube, (parts) => {
        const shield = new SmallNumberShield(parts);
        for (const sum of sumsIn(parts)) {
          const shown = shield.at(sum.names);
          if (shown !== null) expect(shown).toBe(sum.count);
          if (sum.count < LEAST_SHOWN) expect(shown).toBeNull();
        }
      }),
    );
  });

  it('no hidden sum follows from the shown ones by any addition and subtraction', () => {
    fc.assert(
      fc.property(cube, (parts) => {
        const shield = new SmallNumberShield(parts);
        expect(laidBare(parts, shield)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

interface Sum {
  names: string[];
  count: number;
}

/** Every sum that can be asked for, by brute force. */
function sumsIn(parts: Part[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { dimensions, count } of parts) {
    const all = dimensions.reduce<string[][]>(
      (found, names) => found.flatMap((before) => ['', ...names].map((name) => [...before, name])),
      [[]],
    );
    for (const names of all) {
      const sum = sums.get(names.join()) ?? { names, count: 0 };
      sums.set(names.join(), { names, count: sum.count + count });
    }
  }
  return [...sums.values()];
}

/** Hidden sums under 5 that one can solve for: unknown are the parts, known is every shown sum of them. */
function laidBare(parts: Part[], shield: SmallNumberShield): string[] {
  const sums = sumsIn(parts);
  const rowOf = ({ names }: Sum) =>
    parts.map(({ dimensions }) => (names.every((name, d) => !name || dimensions[d]!.includes(name)) ? 1 : 0));
  const known = reduced(sums.filter(({ names }) => shield.at(names) !== null).map(rowOf));
  return sums
    .filter(({ names, count }) => shield.at(names) === null && count < LEAST_SHOWN)
    .filter((sum) => remainder(rowOf(sum), known).every((value) => value === 0))
    .map(({ names }) => names.join());
}

// Linear algebra over a prime field: exact, and as good as over the fractions for coefficients this small.
const PRIME = 67_108_859;
const modulo = (value: number) => ((value % PRIME) + PRIME) % PRIME;

function inverse(value: number): number {
  let [result, base] = [1, value];
  for (let power = PRIME - 2; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = modulo(result * base);
    base = modulo(base * base);
  }
  return result;
}

function remainder(row: number[], basis: number[][]): number[] {
  return basis.reduce((rest, each) => {
    const factor = rest[each.findIndex((value) => value !== 0)]!;
    return factor === 0 ? rest : rest.map((value, i) => modulo(value - factor * each[i]!));
  }, row);
}

function reduced(rows: number[][]): number[][] {
  const basis: number[][] = [];
  for (const row of rows) {
    const rest = remainder(row, basis);
    const lead = rest.find((value) => value !== 0);
    if (lead !== undefined) basis.push(rest.map((value) => modulo(value * inverse(lead))));
  }
  return basis;
}
