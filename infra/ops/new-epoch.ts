import { beginNewEpoch, type NewEpoch } from '#libs/messaging';
import { nameInType } from '#libs/contracts';
import { figures, table } from '../demo/table.js';
import { serviceIn } from './books.js';
import { type Command, required, WrongUse } from './command.js';
import { withPool } from './pool.js';

const MOST_SHOWN = 20;

/** Gives logs a new life after their database was restored. */
export const newEpoch: Command = {
  usage: 'SERVICE … --by WHO',
  says: 'after a restored backup or a promoted standby: lets logs go on in a new epoch; exit 1 where facts were lost',
  options: { by: { type: 'string' } },
  async run({ books, url }, asked) {
    const known = books.readers.map(serviceIn);
    const wrong = asked.words.find((name) => !known.includes(name));
    if (asked.words.length === 0 || wrong !== undefined) throw new WrongUse(`Name services: ${known.join(', ')}.`);
    const by = required(asked, 'by');
    const results: ({ source: string } & NewEpoch)[] = [];
    for (const source of asked.words) {
      const begun = await withPool(url, (pool) => beginNewEpoch(pool, source, books.readers, by));
      results.push({ source, ...begun });
    }
    return {
      lines: results.flatMap(report),
      json: results,
      found: results.some(({ beyond, orphans }) => beyond.length + orphans.length > 0),
    };
  },
};

function report({ source, epoch, places, beyond, orphans, letters }: { source: string } & NewEpoch): string[] {
  const lines = [`${source} goes on in epoch ${epoch}; ${places} places of consumers were set to it. Start it again.`];
  if (letters > 0) lines.push(`${letters} facts that were put aside are gone with the log and were given up.`);
  if (beyond.length > 0) {
    lines.push('', 'Applied, and lost by the log; rebuild projections, look through the rest:');
    const columns = [{ heading: 'consumer' }, ...figures('shard', 'applied', 'left', 'lost')];
    const cells = beyond.map(({ consumer, shard, applied, head }) =>
      [consumer, shard, applied, head, applied - head].map(String),
    );
    lines.push(
      ...table(
        columns,
        cells.map((each) => ({ cells: each })),
      ),
    );
  }
  if (orphans.length > 0) {
    lines.push('', `Told by others because of a fact that is gone (${orphans.length}):`);
    for (const { service, key, type, pos } of orphans.slice(0, MOST_SHOWN))
      lines.push(`  ${service} at ${pos}: ${nameInType(type)} of ${key}`);
    if (orphans.length > MOST_SHOWN) lines.push(`  … and more: --json lists all`);
  }
  return lines;
}
