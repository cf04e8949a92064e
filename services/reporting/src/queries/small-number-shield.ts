import { LEAST_SHOWN } from '#libs/contracts';
import { Span } from './span.js';

/** One count of people, and where it belongs: for each dimension its names from the coarsest level to the finest. */
export interface Part {
  dimensions: readonly (readonly string[])[];
  count: number;
}

/** A sum of parts that somebody may ask for. */
interface Cell {
  name: string;
  /** Less for a sum that matters more: few dimensions narrowed, not far, the first of them before the others. */
  depth: number;
  /** Which parts it is the sum of. */
  parts: number[];
  sum: number;
}

/**
 * Every sum of the parts over every level of every dimension, of which as many are shown as can be without telling a small
 * one. From the coarsest on, larger before smaller, a sum is shown if it is 5 or more and no sum under 5 can then be
 * calculated from those shown, by whatever additions and subtractions. All questions are answered from here, so several
 * answers together tell nothing that is hidden. Hiding one neighbour of each small sum would not do: what is shown of one
 * dimension plus what is shown of another, less the total, is again a sum.
 */
export class SmallNumberShield {
  private readonly sums = new Map<string, number | null>();

  constructor(parts: readonly Part[]) {
    const cells = cellsOf(parts);
    const small = cells.filter(({ sum }) => sum < LEAST_SHOWN);
    const shown = new Span(parts.length, unlike([...small, ...smallTogether(small, parts)]));
    const judged = new Map<string, boolean>();
    for (const { name, sum, parts } of cells) {
      const key = parts.join();
      if (!judged.has(key)) judged.set(key, sum >= LEAST_SHOWN && shown.takes(parts));
      this.sums.set(name, judged.get(key) ? sum : null);
    }
  }

  /** The sum at a name per dimension ('' is everything); null where it is hidden, 0 where there are no parts. */
  at(names: readonly string[]): number | null {
    const sum = this.sums.get(nameOf(names));
    return sum === undefined ? 0 : sum;
  }
}

function cellsOf(parts: readonly Part[]): Cell[] {
  const cells = new Map<string, Cell>();
  parts.forEach(({ dimensions, count }, i) => {
    for (const names of namesOver(dimensions)) {
      const name = nameOf(names);
      const cell = cells.get(name) ?? { name, depth: depthOf(names, dimensions), parts: [], sum: 0 };
      cells.set(name, cell);
      cell.parts.push(i);
      cell.sum += count;
    }
  });
  // The last comparison makes the same facts always hide the same cells.
  return [...cells.values()].sort((a, b) => a.depth - b.depth || b.sum - a.sum || (a.name < b.name ? -1 : 1));
}

function depthOf(names: string[], dimensions: Part['dimensions']): number {
  const levels = names.map((name, d) => dimensions[d]!.indexOf(name) + 1);
  const narrowed = levels.filter((level) => level > 0).length;
  const far = levels.reduce((sum, level) => sum + level, 0);
  const later = levels.reduce((sum, level, d) => sum + (level > 0 ? 2 ** d : 0), 0);
  return (narrowed * 100 + far) * 2 ** names.length + later;
}

/** Small siblings that are under 5 also together: who takes the others from their parent must not see that either. */
function smallTogether(small: Cell[], parts: readonly Part[]): Pick<Cell, 'parts'>[] {
  const siblings = new Map<string, Cell[]>();
  for (const cell of small) {
    const names = cell.name.split('|');
    names.forEach((name, d) => {
      if (name === '') return;
      const above = parts[cell.parts[0]!]!.dimensions[d]!;
      const level = above.indexOf(name);
      const key = nameOf(names.with(d, `${above[level - 1] ?? ''}/${level}`));
      siblings.set(key, [...(siblings.get(key) ?? []), cell]);
    });
  }
  return [...siblings.values()]
    .filter((cells) => cells.length > 1 && cells.reduce((sum, cell) => sum + cell.sum, 0) < LEAST_SHOWN)
    .map((cells) => ({ parts: cells.flatMap((cell) => cell.parts).sort((a, b) => a - b) }));
}

/** Most cells of few parts are the same sum under several names. */
const unlike = (cells: Pick<Cell, 'parts'>[]): number[][] => [
  ...new Map(cells.map(({ parts }) => [parts.join(), parts])).values(),
];

const nameOf = (names: readonly string[]) => names.join('|');

/** Every combination of levels, '' (everything) first in each dimension. */
function namesOver(dimensions: Part['dimensions']): string[][] {
  return dimensions.reduce<string[][]>(
    (all, names) => all.flatMap((before) => ['', ...names].map((name) => [...before, name])),
    [[]],
  );
}
