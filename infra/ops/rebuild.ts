import { Rebuild, schemaOf, ServiceDatabase, type Comparison } from '#libs/messaging';
import { figures, table } from '../demo/table.js';
import { type Command, WrongUse } from './command.js';
import { consumersAt } from './service-at-hand.js';

const SAY_EVERY = 10_000;

/** Builds the rows of a projection anew, from the first fact on. */
export const rebuild: Command = {
  usage: 'CONSUMER [--compare | --switch] [--afresh]',
  says: 'builds a projection anew beside the live one and compares row for row; takes it over where both are the same or with --switch',
  options: { compare: { type: 'boolean' }, switch: { type: 'boolean' }, afresh: { type: 'boolean' } },
  async run({ url, say }, asked) {
    const [service] = asked.words;
    if (service === undefined) throw new WrongUse('Name the consumer: reporting.');
    if (asked.flag('compare') && asked.flag('switch')) throw new WrongUse('Say --compare or --switch, not both.');
    const consumer = await projectionOf(url, service);
    let [applied, said] = [0, 0];
    const onProgress = (facts: number) => {
      applied += facts;
      if (applied - said >= SAY_EVERY) say(`${(said = applied)} facts applied`);
    };
    const report = (error: unknown) => say((error as Error).message);
    const rebuild = await Rebuild.open(service, url, consumer, { afresh: asked.flag('afresh'), onProgress, report });
    try {
      await rebuild.catchUp();
      const found = await rebuild.compare(({ isSame }) => !asked.flag('compare') && (isSame || asked.flag('switch')));
      const lines = [...comparisonTable(found), ...found.parked, '', inAWord(service, found)];
      return { lines, json: { applied, ...found }, found: !found.isSame && !found.switched };
    } finally {
      await rebuild.close();
    }
  },
};

/** Whose rows are whose is not written down, so a service has to be one projection and nothing else. */
async function projectionOf(url: string, service: string) {
  const database = ServiceDatabase.attach(url, schemaOf(service), () => undefined);
  try {
    const [consumer, ...more] = await consumersAt(service, database);
    if (consumer?.kind !== 'projection' || more.length > 0)
      throw new WrongUse(`${service} decides, so its rows follow from its own log: only a projection can be rebuilt.`);
    return consumer;
  } finally {
    await database.close();
  }
}

function comparisonTable({ tables }: Comparison): string[] {
  const columns = [{ heading: 'table' }, ...figures('live', 'rebuilt', 'only live', 'only rebuilt')];
  const rows = tables.map(({ table, ...counts }) => ({
    cells: [table, counts.live, counts.rebuilt, counts.onlyLive, counts.onlyRebuilt].map(String),
  }));
  return table(columns, rows);
}

function inAWord(service: string, { isSame, switched, parked }: Comparison): string {
  if (parked.length > 0)
    return `The rebuild cannot apply what ${service} has applied: mend that, then run it again with --afresh.`;
  if (switched) return isSame ? 'Both are the same.' : 'The rebuilt rows are live now.';
  return isSame ? 'Both are the same.' : 'They differ: run it again with --switch to take the rebuilt rows.';
}
