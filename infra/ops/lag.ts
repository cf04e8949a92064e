import { figures, table } from '../demo/table.js';
import type { Command } from './command.js';
import { inUnits, secondsIn } from './duration.js';
import { copied, places, type Copied, type Place } from './places.js';

interface Lag {
  name: string;
  source: string;
  behind: number;
  oldestSeconds: number | null;
  failing: number;
}

/** How far behind everybody is who follows a log. */
export const lag: Command = {
  usage: '[--all] [--late 1m]',
  says: 'how far consumers and the copies in Kafka are behind; exit 1 where one fails, or is late by more than --late',
  options: { all: { type: 'boolean' }, late: { type: 'string' } },
  async run({ books }, asked) {
    const mostSeconds = secondsIn(asked.text('late') ?? '1m');
    const [consumers, relay] = await books.atOneMoment(async () => [await places(books), await copied(books)] as const);
    const isLate = ({ behind, oldestSeconds }: Place | Copied) => behind < 0 || (oldestSeconds ?? 0) > mostSeconds;
    const failing = consumers.filter(({ failingSince }) => failingSince !== null);
    const shown = consumers.filter((place) => asked.flag('all') || place.behind !== 0 || failing.includes(place));
    const copies = relay.filter((place) => asked.flag('all') || place.behind !== 0);
    const sums = [
      ...sumsOf(consumers, ({ consumer }) => consumer),
      ...sumsOf(
        relay.map((place) => ({ ...place, failingSince: null })),
        () => 'Kafka',
      ),
    ];
    return {
      lines: [
        ...sumTable(sums),
        ...(shown.length > 0 ? ['', ...placeTable(shown)] : []),
        ...(copies.length > 0 ? ['', ...copyTable(copies)] : []),
      ],
      json: { sums, consumers, relay },
      found: failing.length > 0 || [...consumers, ...relay].some(isLate),
    };
  },
};

type Summable = Pick<Place, 'source' | 'behind' | 'oldestSeconds' | 'failingSince'>;

function sumsOf<P extends Summable>(all: P[], nameOf: (place: P) => string): Lag[] {
  const sums = new Map<string, Lag>();
  for (const place of all) {
    const { source, behind, oldestSeconds, failingSince } = place;
    const name = nameOf(place);
    const sum = sums.get(`${name} ${source}`) ?? { name, source, behind: 0, oldestSeconds: null, failing: 0 };
    sum.behind += behind;
    if (oldestSeconds !== null) sum.oldestSeconds = Math.max(sum.oldestSeconds ?? 0, oldestSeconds);
    if (failingSince !== null) sum.failing += 1;
    sums.set(`${name} ${source}`, sum);
  }
  return [...sums.values()];
}

const ageOf = (seconds: number | null) => (seconds === null ? '' : inUnits(seconds));

function sumTable(sums: Lag[]): string[] {
  const columns = [{ heading: 'consumer' }, { heading: 'source' }, ...figures('behind', 'oldest', 'shards failing')];
  const cells = ({ name, source, behind, oldestSeconds, failing }: Lag) =>
    [name, source, behind, ageOf(oldestSeconds), failing || ''].map(String);
  return table(
    columns,
    sums.map((sum) => ({ cells: cells(sum) })),
  );
}

function placeTable(all: Place[]): string[] {
  const columns = [{ heading: 'consumer' }, { heading: 'shard' }, ...figures('head', 'applied', 'behind', 'oldest')];
  return table(
    columns,
    all.map(({ consumer, source, shard, head, pos, behind, oldestSeconds, failingSince, why }) => ({
      cells: [consumer, `${source}/${shard}`, head, pos, behind, ageOf(oldestSeconds)].map(String),
      ...(failingSince !== null && { notes: [`failing since ${moment(failingSince)}: ${why ?? 'no reason noted'}`] }),
      ...(behind < 0 && { notes: ['the log has lost what was applied: run new-epoch'] }),
    })),
  );
}

function copyTable(all: Copied[]): string[] {
  const columns = [{ heading: 'to Kafka' }, ...figures('head', 'copied', 'behind', 'oldest', 'last copied')];
  const cells = ({ source, shard, head, pos, behind, oldestSeconds, updatedAt }: Copied) =>
    [`${source}/${shard}`, head, pos, behind, ageOf(oldestSeconds), moment(updatedAt)].map(String);
  return table(
    columns,
    all.map((place) => ({ cells: cells(place) })),
  );
}

const moment = (at: string) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
