import type { TimelineEntry } from '#libs/contracts';
import type { Settled } from './order-on-its-way.js';
import type { Town } from './town.js';

/** Each crossing is run so often, all of them at the same time. */
export const TIMES = 8;

export const times = <T>(how: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: TIMES }, (_, i) => how(i)));

/**
 * Two things that cross: half of the times they are asked for at once, in either order; else one of them is answered first,
 * and crosses with what follows from it.
 */
export async function cross<A, B>(i: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (i % 4 === 0) return Promise.all([one(), other()]);
  if (i % 4 === 1) return [await one(), await other()];
  const second = other();
  if (i % 4 === 3) await second;
  return Promise.all([one(), second]);
}

/** What a settled order's story says of one kind. */
export const happened = ({ view }: Settled, fact: string): TimelineEntry[] =>
  view.timeline.filter((entry) => entry.fact === fact);

/** What something comes to while deadlines are let pass again and again, by several at once. */
export async function whileDeadlinesPass<T>(town: Town, now: string, what: () => Promise<T>): Promise<T> {
  let over = false;
  const passing = times(async () => {
    while (!over) await town.fire(now);
  });
  const outcome = await what().finally(() => (over = true));
  await passing;
  return outcome;
}
