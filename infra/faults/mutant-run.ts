import { schemaOf } from '#libs/messaging';
import { OWNERS } from '#libs/contracts';
import { chance } from './chance.js';
import type { FaultsOptions } from './faults.js';
import { findingsIn, type Found } from './findings.js';
import { mutants } from './mutants.js';
import { rest } from './rest.js';
import { trial } from './trial.js';

/** So many orders, that those which show what is wrong do not have to be waited for. */
const ORDERS_PER_SECOND = 40;
/** What a mutant has lost will not come; what is only slow would not make the finding wrong. */
const STUCK_AFTER_MS = 15_000;
const RETRY = { most: 5, baseMs: 100, capMs: 1_000, kills: 100, killedOverMs: 60_000 };

/** Runs with a wrong variant and what brings it to light; what was found must say so. */
export async function runMutant(
  name: string,
  { transport, seed, say, signal }: FaultsOptions,
): Promise<Found & { isCaught: boolean; orders: number; acknowledged: number }> {
  const mutant = mutants[name]!;
  const options = { transport, brokers: 1, mutant: name, retry: RETRY, say, signal } as const;
  return trial(
    { ...options, random: chance(seed), ordersPerSecond: ORDERS_PER_SECOND },
    async ({ stage }) => {
      for (const schema of OWNERS.map(schemaOf)) {
        const change = mutant.inSchema?.(schema);
        if (change) await stage.sql(change);
      }
      await mutant.bringToLight(stage, signal);
    },
    async (stage, books, history) => {
      await Promise.all(stage.brokers.map((broker) => broker.start()));
      await rest(books, signal, STUCK_AFTER_MS);
      const found = await findingsIn(books, history);
      const isCaught = found.findings.some((finding) => mutant.caughtBy.test(finding));
      say(`${mutant.says} ${isCaught ? 'It was caught.' : 'It was NOT caught.'}`);
      const placed = history.filter(({ fact }) => fact === 'OrderPlaced');
      const acknowledged = placed.filter(({ outcome }) => outcome === 'ok').length;
      return { ...found, isCaught, orders: placed.length, acknowledged };
    },
  );
}
