import { republish as setBack, SHARDS } from '#libs/messaging';
import { OWNERS } from '#libs/contracts';
import { type Command, whole, WrongUse } from './command.js';
import { withPool } from './pool.js';

/** Lets Kafka get facts once more. */
export const republish: Command = {
  usage: 'SOURCE [--shard N] [--from POSITION]',
  says: 'sets the relay of a log back, so that Kafka gets its facts once more; consumers know them by their positions',
  options: { shard: { type: 'string' }, from: { type: 'string' } },
  async run({ url }, asked) {
    const [source] = asked.words;
    if (!OWNERS.some((owner) => owner === source)) throw new WrongUse(`Name a log: ${OWNERS.join(', ')}.`);
    const from = whole(asked, 'from', 1, Number.MAX_SAFE_INTEGER) ?? 1;
    const shard = whole(asked, 'shard', 0, SHARDS - 1);
    const shards = await withPool(url, (pool) =>
      setBack(pool, source!, { from, ...(shard !== undefined && { shard }) }),
    );
    const lines =
      shards > 0
        ? [`Kafka gets the facts of ${source} from position ${from} on once more, in ${shards} shards.`]
        : [`Nothing of ${source} has been copied to Kafka yet.`];
    return { lines, json: { source, from, shards }, found: shards === 0 };
  },
};
