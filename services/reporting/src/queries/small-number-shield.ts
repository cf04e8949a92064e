/** Counts under this are hidden: the smallest figure on people that may be shown (norwegian-procurement § 9). */
export const LEAST_SHOWN = 5;

/** One count of people, and where it belongs: for each dimension its names from the coarsest level to the finest. */
export interface Part {
  dimensions: readonly (readonly string[])[];
  count: number;
}

interface Cell {
  name: string;
  sum: number;
  hidden: boolean;
  families: Set<Family>;
}

/** A sum that a reader can form: the parent is the sum of its children, which differ in one dimension alone. */
interface Family {
  parent: Cell;
  children: Cell[];
}

/**
 * Every sum of the parts over every level of every dimension, with those hidden that are under 5 and as many others as it
 * takes so that no hidden one can be calculated from the shown: in each family either nothing is hidden or at least two
 * sums are, and hidden children that can be had together (parent minus shown) come to 5 or more. All questions are
 * answered from the same cells, so two answers tell no more than one.
 */
export class SmallNumberShield {
  private readonly cells = new Map<string, Cell>();

  constructor(parts: readonly Part[]) {
    const families = new Map<string, Family>();
    for (const part of parts) this.add(part, families);
    const small = [...this.cells.values()].filter(({ sum }) => sum < LEAST_SHOWN);
    this.hide(small);
  }

  /** The sum at a name per dimension ('' is everything); null where it is hidden, 0 where there are no parts. */
  at(names: readonly string[]): number | null {
    const cell = this.cells.get(nameOf(names));
    if (!cell) return 0;
    return cell.hidden ? null : cell.sum;
  }

  /** Coarse before fine, so the parent of a new cell is there. */
  private add({ dimensions, count }: Part, families: Map<string, Family>): void {
    for (const levels of levelsOf(dimensions)) {
      const names = levels.map((level, d) => nameAt(dimensions[d]!, level));
      const name = nameOf(names);
      let cell = this.cells.get(name);
      if (!cell) {
        cell = { name, sum: 0, hidden: false, families: new Set() };
        this.cells.set(name, cell);
        levels.forEach((level, d) => {
          if (level === 0) return;
          const above = nameOf(names.with(d, nameAt(dimensions[d]!, level - 1)));
          this.join(families, `${d} ${above}`, this.cells.get(above)!, cell!);
        });
      }
      cell.sum += count;
    }
  }

  private join(families: Map<string, Family>, key: string, parent: Cell, child: Cell): void {
    const family = families.get(key) ?? { parent, children: [] };
    families.set(key, family);
    family.children.push(child);
    parent.families.add(family);
    child.families.add(family);
  }

  /** Hiding one sum may lay another bare, so it goes on until every family it touches is safe. */
  private hide(cells: Cell[]): void {
    const open = new Set<Family>();
    const hide = (cell: Cell) => {
      cell.hidden = true;
      for (const family of cell.families) open.add(family);
    };
    cells.forEach(hide);
    for (const family of open) {
      open.delete(family);
      for (let next = missingIn(family); next; next = missingIn(family)) hide(next);
    }
  }
}

/** What has to be hidden besides, if anything: the smallest child that is shown, or the parent where there is none. */
function missingIn({ parent, children }: Family): Cell | undefined {
  const hidden = children.filter((child) => child.hidden);
  const together = hidden.reduce((sum, child) => sum + child.sum, 0);
  const safe = parent.hidden
    ? hidden.length > 0
    : hidden.length === 0 || (hidden.length > 1 && together >= LEAST_SHOWN);
  if (safe) return undefined;
  const shown = children.filter((child) => !child.hidden);
  return (
    shown.reduce<Cell | undefined>((least, child) => (least && isBefore(least, child) ? least : child), undefined) ??
    parent
  );
}

/** Equal sums are told apart by name: the same facts always hide the same cells. */
const isBefore = (one: Cell, other: Cell) => one.sum < other.sum || (one.sum === other.sum && one.name < other.name);

const nameOf = (names: readonly string[]) => names.join('|');
const nameAt = (names: readonly string[], level: number) => (level === 0 ? '' : names[level - 1]!);

/** Every combination of levels, 0 (everything) first in each dimension. */
function levelsOf(dimensions: Part['dimensions']): number[][] {
  return dimensions.reduce<number[][]>(
    (all, names) => all.flatMap((levels) => [...Array(names.length + 1).keys()].map((level) => [...levels, level])),
    [[]],
  );
}
