import { newId } from '#libs/contracts';
import { shardOf, type Consumer, type FactEnvelope, type Write } from '#libs/messaging';
import type { Engine, Told } from './engine.js';

/** Where an adding projection keeps its sums: a fact that is applied twice, left out or out of order shows here. */
export const SUMS = `CREATE TABLE sums (
  key text PRIMARY KEY, n int NOT NULL, ore bigint NOT NULL, last int NOT NULL, disorder int NOT NULL)`;

/** What a fact adds to the sums of its key. */
export function adding(fact: FactEnvelope): Write[] {
  const { nr, ore } = fact.data as { nr: number; ore: number };
  return [
    {
      name: 'add',
      text: `INSERT INTO sums AS s VALUES ($1, 1, $2, $3::int, ($3::int <> 1)::int)
             ON CONFLICT (key) DO UPDATE SET n = s.n + 1, ore = s.ore + excluded.ore, last = excluded.last,
                disorder = s.disorder + (excluded.last <> s.last + 1)::int`,
      values: [fact.key, ore, nr],
    },
  ];
}

/** A projection that adds; what a test wants to go wrong happens in `first`. */
export function adder(first?: (fact: FactEnvelope) => unknown, name = 'adder'): Consumer & { kind: 'projection' } {
  const handle = async (_: unknown, fact: FactEnvelope) => {
    await first?.(fact);
    return adding(fact);
  };
  return { name, kind: 'projection', handlers: new Map([['OrderPlaced', handle]]) };
}

export interface Sums {
  facts: number;
  ore: number;
  disorder: number;
}

export async function sumsOf(engine: Engine): Promise<Sums> {
  const [sums] = await engine.here.query<Sums>(
    `SELECT coalesce(sum(n), 0) AS facts, coalesce(sum(ore), 0)::bigint AS ore, coalesce(sum(disorder), 0) AS disorder FROM sums`,
  );
  return sums!;
}

/** Nothing lost, nothing twice, every key in order. */
export async function expectSums(engine: Engine, told: { facts: number; ore: number }): Promise<void> {
  expect(await sumsOf(engine)).toEqual({ ...told, disorder: 0 });
}

/** Which of its key a fact is. */
export const nrOf = (fact: FactEnvelope): number => (fact.data as { nr: number }).nr;

/** A run of facts of one key that add one øre each. */
export const run = (key: string, from: number, to: number): Told[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ key, nr: from + i, ore: 1 }));

/** Another key, whose shard is the same, or is not. */
export function keyBeside(key: string, fits: (shard: number, other: number) => boolean): string {
  for (;;) {
    const other = newId();
    if (fits(shardOf(other), shardOf(key))) return other;
  }
}
