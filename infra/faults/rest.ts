import { setTimeout as pause } from 'node:timers/promises';
import type { Books } from '../ops/books.js';
import { copied, late, places } from '../ops/places.js';

const LOOK_AGAIN_MS = 300;
/** A command that nobody waits for any more may still end: it has to be quiet for a while. */
const QUIET_LOOKS = 8;
/** Where nothing gets on for so long, nothing ever will. */
const STUCK_AFTER_MS = 60_000;
const MOST_MS = 300_000;

/** Waits until no fact is on its way, or nothing gets on. What is late by then is found by the checks. */
export async function rest(books: Books, signal?: AbortSignal, stuckAfterMs = STUCK_AFTER_MS): Promise<void> {
  const begun = Date.now();
  let [seen, moved, quiet] = ['', begun, 0];
  while (quiet < QUIET_LOOKS && Date.now() - moved < stuckAfterMs && Date.now() - begun < MOST_MS) {
    const { isQuiet, where } = await books.atOneMoment(async () => {
      const [all, copies] = [await places(books), await copied(books)];
      const isQuiet = (await late(books)).length === 0 && copies.every(({ behind }) => behind === 0);
      return { isQuiet, where: JSON.stringify([...all, ...copies].map(({ pos, head }) => [pos, head])) };
    });
    if (where !== seen) [seen, moved, quiet] = [where, Date.now(), 0];
    else if (isQuiet) quiet += 1;
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}
