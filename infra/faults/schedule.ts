/** What happens in turn; lanes go on beside each other. */
export type Lane = 'processes' | 'lines' | 'inside' | 'brokers';

/** One fault that is to be inflicted. */
export interface Fault {
  /** What is done. */
  kind: string;
  /** To whom. */
  on: string;
  /** How long nothing is done before. */
  afterMs: number;
  lastsMs: number;
  /** Decides what the kind leaves open. */
  dice: number;
}

/** A kind of fault in a lane. */
export interface Kind {
  /** Whom it may hit. */
  on: readonly string[];
  /** How often it comes where others come once. */
  times?: number;
  /** Whom it hits at the beginning of every run, however short. */
  first?: string;
}

/** The kinds of a lane, by name. */
export type Kinds = Record<string, Kind>;

/** The longest that a service stands still, in ms: a run is to see more than one fault at a time, but also ends of them. */
const LONGEST_MS = 20_000;
const SHORTEST_MS = 1_000;

/**
 * The faults of a run in the order of each lane, which only the seed decides. Every kind of a lane comes before any comes
 * again, as in a deck that is shuffled anew, and so does everybody whom it may hit. Which of them there is time for is seen
 * in the run.
 */
export function schedule(
  random: () => number,
  seconds: number,
  lanes: Partial<Record<Lane, Kinds>>,
): Partial<Record<Lane, Fault[]>> {
  const longest = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (seconds * 1_000) / 12));
  // More than there can ever be time for.
  const most = Math.ceil(seconds) + 10;
  const timed = (who: Pick<Fault, 'kind' | 'on'>): Fault => ({
    ...who,
    afterMs: Math.round(200 + (random() * longest) / 2),
    lastsMs: Math.round(longest * (0.25 + 0.75 * random())),
    dice: random(),
  });
  return Object.fromEntries(Object.entries(lanes).map(([lane, kinds]) => [lane, hits(random, kinds, most).map(timed)]));
}

/** Who is hit by what, in turn. */
function hits(random: () => number, kinds: Kinds, most: number): Pick<Fault, 'kind' | 'on'>[] {
  const all = Object.entries(kinds);
  const firsts = all.flatMap(([kind, { first }]) => (first === undefined ? [] : [{ kind, on: first }]));
  const nextFirst = deck(random, firsts);
  const whom = Object.fromEntries(all.map(([kind, { on }]) => [kind, deck(random, on)]));
  const nextKind = deck(
    random,
    all.flatMap(([kind, { times = 1 }]) => Array.from({ length: times }, () => kind)),
  );
  return Array.from({ length: most }, (_, i) => {
    if (i < firsts.length) return nextFirst();
    const kind = nextKind();
    return { kind, on: whom[kind]!() };
  });
}

/** Draws all, in an order that chance decides, before any comes again. */
function deck<T>(random: () => number, all: readonly T[]): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = [...all];
    return left.splice(Math.floor(random() * left.length), 1)[0]!;
  };
}
