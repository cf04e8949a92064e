/** Arithmetic over a prime field is exact; this prime is the largest whose products fit 31 bits, where it is fast. */
const PRIME = 46_337;

function inverse(value: number): number {
  let [result, base] = [1, value];
  for (let power = PRIME - 2; power > 0; power >>= 1) {
    if (power & 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** A sum as the values it adds up, with a factor each; `places` are those whose factor is not 0. */
interface Known {
  lead: number;
  places: Int32Array;
  factors: Int32Array;
}

/** What can be calculated from sums that are known, kept so that certain secret sums never can. */
export class Span {
  private readonly known: Known[] = [];
  private readonly secrets: Int32Array[];

  /** Sums are over a number of values, each told by the places of the values it adds up. */
  constructor(
    private readonly size: number,
    secrets: readonly (readonly number[])[],
  ) {
    this.secrets = secrets.map((places) => this.rowOf(places));
  }

  /** Makes a sum known, unless a secret could then be calculated; says whether it is known now. */
  takes(places: readonly number[]): boolean {
    const row = this.rowOf(places);
    for (const each of this.known) subtract(row, each);
    const next = firstIn(row);
    if (!next) return true;
    if (this.secrets.some((secret) => isMultiple(secret, next))) return false;
    for (const secret of this.secrets) subtract(secret, next);
    this.known.push(next);
    return true;
  }

  private rowOf(places: readonly number[]): Int32Array {
    const row = new Int32Array(this.size);
    for (const place of places) row[place] = 1;
    return row;
  }
}

/** The row with factor 1 at its first place; nothing where all of it follows from what is known. */
function firstIn(row: Int32Array): Known | undefined {
  const lead = row.findIndex((factor) => factor !== 0);
  if (lead === -1) return undefined;
  const scale = inverse(row[lead]!);
  const places = Int32Array.from(row.keys()).filter((place) => row[place] !== 0);
  return { lead, places, factors: places.map((place) => (row[place]! * scale) % PRIME) };
}

function subtract(from: Int32Array, { lead, places, factors }: Known): void {
  const times = PRIME - from[lead]!;
  if (times === PRIME) return;
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i]!;
    from[place] = (from[place]! + times * factors[i]!) % PRIME;
  }
}

function isMultiple(row: Int32Array, { lead, places, factors }: Known): boolean {
  const times = row[lead]!;
  if (times === 0) return false;
  for (let i = 0; i < places.length; i += 1) if (row[places[i]!] !== (times * factors[i]!) % PRIME) return false;
  let left = places.length;
  for (let i = 0; i < row.length; i += 1) if (row[i] !== 0) left -= 1;
  return left === 0;
}
