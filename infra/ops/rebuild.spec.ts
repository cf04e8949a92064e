import { newEpoch } from './new-epoch.js';
import { rebuild } from './rebuild.js';
import { republish } from './republish.js';
import { anOrder, TablesAtRest } from './testing.js';

describe('rebuild', () => {
  let tables: TablesAtRest;
  beforeAll(async () => {
    tables = await TablesAtRest.make();
    for (let i = 0; i < 5; i += 1) await tables.tell('OrderPlaced', anOrder());
    for (const source of ['ordering', 'procurement-compliance', 'task-assignment'])
      await tables.caughtUp('reporting', source);
  });
  afterAll(() => tables?.close());

  const sums = async () =>
    (
      await tables.rows<{ n: number }>('SELECT count(*)::int AS n FROM reporting.order_row WHERE value_ore = 250000')
    )[0]!.n;

  it('compares reporting row for row with its logs, and takes over what differs only when it is told to', async () => {
    const looked = await tables.ask(rebuild, 'reporting');
    expect([looked.found, looked.lines.at(-1)]).toEqual([
      true,
      expect.stringMatching(/^They differ: run it again with --switch/),
    ]);
    expect(looked.lines.join('\n')).toMatch(/order_row +0 +5 +0 +5\n/);
    expect(await sums()).toBe(0);
    const switched = await tables.ask(rebuild, 'reporting', '--switch');
    expect([switched.found, switched.lines.at(-1)]).toEqual([false, 'The rebuilt rows are live now.']);
    expect(await sums()).toBe(5);
  });

  it('only compares where that is asked for, and keeps what it has built where it differs', async () => {
    const compared = async (...args: string[]) => (await tables.ask(rebuild, 'reporting', '--compare', ...args)).json;
    const same = { applied: 5, isSame: true, switched: false };
    expect([await compared(), await compared()]).toMatchObject([same, same]);
    await tables.rows('UPDATE reporting.order_row SET value_ore = 1');
    expect(await compared()).toMatchObject({ applied: 5, isSame: false });
    expect(await compared()).toMatchObject({ applied: 0, isSame: false });
    expect(await compared('--afresh')).toMatchObject({ applied: 5, isSame: false });
  });

  it('begins anew where the log has another epoch than what an earlier one has built', async () => {
    await tables.ask(newEpoch, 'ordering', '--by', 'p-operator');
    expect(await tables.ask(rebuild, 'reporting', '--switch')).toMatchObject({ json: { applied: 5, switched: true } });
    expect((await tables.ask(rebuild, 'reporting')).lines.at(-1)).toBe('Both are the same.');
  });

  it('is for projections alone', async () => {
    await expect(tables.ask(rebuild, 'ordering')).rejects.toThrow(/^ordering decides/);
    await expect(tables.ask(rebuild, 'nobody')).rejects.toThrow(/^There is no service nobody/);
    await expect(tables.ask(rebuild)).rejects.toThrow('Name the consumer');
    await expect(tables.ask(rebuild, 'reporting', '--switch', '--compare')).rejects.toThrow('not both');
  });
});

describe('republish', () => {
  let tables: TablesAtRest;
  beforeAll(async () => {
    tables = await TablesAtRest.make();
  });
  afterAll(() => tables?.close());

  it('says where nothing has been copied, and what has been set back', async () => {
    expect(await tables.ask(republish, 'ordering')).toMatchObject({ found: true, json: { shards: 0 } });
    await tables.rows(
      `INSERT INTO ordering.relay_cursor (shard, epoch, pos) SELECT s, epoch, 9 FROM ordering.meta, generate_series(0, 3) AS s`,
    );
    expect(await tables.ask(republish, 'ordering', '--shard', '2', '--from', '4')).toMatchObject({
      found: false,
      json: { source: 'ordering', from: 4, shards: 1 },
    });
    const at = await tables.rows<{ pos: string }>('SELECT pos FROM ordering.relay_cursor ORDER BY shard');
    expect(at.map(({ pos }) => Number(pos))).toEqual([9, 9, 3, 9]);
  });

  it.each([['reporting'], ['ordering', '--shard', '16'], ['ordering', '--from', '0'], ['ordering', '--from', 'x']])(
    'does not understand %s %s %s',
    async (...args) => {
      await expect(tables.ask(republish, ...args.filter(Boolean))).rejects.toThrow(
        /^(Name a log|--(shard|from) must be)/,
      );
    },
  );
});
