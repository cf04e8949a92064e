import fc from 'fast-check';
import { LEAST_SHOWN } from '#libs/contracts';
import { SmallNumberShield, type Part } from './small-number-shield.js';

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
  const row = { month: fc.nat(3), department: fc.nat(3), municipality: fc.nat(2), kind: fc.nat(2), count: fc.nat(9) };
  const cube = fc
    .uniqueArray(fc.record(row), { minLength: 1, maxLength: 40, selector: ({ count: _, ...at }) => JSON.stringify(at) })
    .map((rows) =>
      rows.map(({ month, department, municipality, kind, count }) => ({
        dimensions: [
          [`y${month >> 1}`, `m${month}`],
          [`v${department >> 1}`, `d${department}`],
          [`t${municipality}`],
          [`k${kind}`],
        ],
        count,
      })),
    );

  it('no sum under 5 is shown, and what is shown is right', () => {
    fc.assert(
      fc.property(cube, (parts) => {
        const shield = new SmallNumberShield(parts);
        for (const { names, count } of sumsIn(parts)) {
          const shown = shield.at(names);
          expect(shown).toBe(count < LEAST_SHOWN || shown === null ? null : count);
        }
      }),
    );
  });

  it('no sum under 5, of one or of siblings, follows from the shown ones by any addition and subtraction', () => {
    fc.assert(
      fc.property(cube, (parts) => expect(laidBare(parts)).toEqual([])),
      { numRuns: 300 },
    );
  });
});

interface Sum {
  names: string[];
  places: number[];
  count: number;
}

/** Every sum that can be asked for, by brute force. */
function sumsIn(parts: Part[]): Sum[] {
  const all = parts.flatMap(({ dimensions }) =>
    dimensions.reduce<string[][]>((some, names) => some.flatMap((one) => ['', ...names].map((n) => [...one, n])), [[]]),
  );
  return [...new Map(all.map((names) => [names.join(), names])).values()].map((names) => {
    const isIn = ({ dimensions }: Part) => names.every((name, d) => name === '' || dimensions[d]!.includes(name));
    const places = [...parts.keys()].filter((i) => isIn(parts[i]!));
    return { names, places, count: places.reduce((sum, i) => sum + parts[i]!.count, 0) };
  });
}

/** Small sums, and small siblings together where they are small together: children of one parent in one dimension. */
function secretsIn(parts: Part[], sums: Sum[]): Sum[] {
  const small = sums.filter(({ count }) => count < LEAST_SHOWN);
  const families = grouped(
    small.flatMap((sum) => sum.names.map((name, d) => ({ sum, name, d })).filter(({ name }) => name !== '')),
    ({ sum, name, d }) => {
      const line = parts[sum.places[0]!]!.dimensions[d]!;
      return [d, line.indexOf(name), line[line.indexOf(name) - 1], ...sum.names.with(d, '')].join();
    },
  );
  const together = [...families.values()].map((family) => ({
    names: family.map(({ sum }) => sum.names.join()),
    places: family.flatMap(({ sum }) => sum.places),
    count: family.reduce((count, { sum }) => count + sum.count, 0),
  }));
  return [...small, ...together.filter(({ count }) => count < LEAST_SHOWN)];
}

function grouped<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** Secrets that one can solve for: unknown are the parts, known is every shown sum of them. */
function laidBare(parts: Part[]): string[] {
  const shield = new SmallNumberShield(parts);
  const sums = sumsIn(parts);
  const rowOf = ({ places }: Sum) => parts.map((_, i) => (places.includes(i) ? 1 : 0));
  const known = reduced(sums.filter(({ names }) => shield.at(names) !== null).map(rowOf));
  return secretsIn(parts, sums)
    .filter((secret) => remainder(rowOf(secret), known).every((value) => value === 0))
    .map(({ names }) => names.join(' + '));
}

// Linear algebra over another prime field than the shield's own.
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
