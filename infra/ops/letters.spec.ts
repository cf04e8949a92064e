import { newId } from '#libs/contracts';
import { letters } from './letters.js';
import type { Letter } from './letters-of.js';
import { anOrder, TablesAtRest } from './testing.js';

const BY = ['--by', 'p-operator', '--reason', 'the rules were mended'];

describe('letters', () => {
  let tables: TablesAtRest;
  beforeAll(async () => {
    tables = await TablesAtRest.make();
  });
  afterEach(async () => {
    for (const schema of ['procurement_compliance', 'reporting'])
      await tables.rows(`DELETE FROM ${schema}.dead_letter`);
  });
  afterAll(() => tables?.close());

  /** An order's placing that a service has put aside. */
  async function parked(schema: 'procurement_compliance' | 'reporting', order = anOrder(), data: object = order) {
    await tables.tell('OrderPlaced', order);
    const consumer = schema.replace('_', '-');
    await tables.caughtUp(consumer, 'ordering');
    const [row] = await tables.rows<{ id: string }>(
      `INSERT INTO ${schema}.dead_letter (consumer, source, shard, pos, key, type, envelope, reason, error, attempts)
       SELECT $2, 'ordering', shard, pos, key, type,
              meta || jsonb_build_object('source', 'ordering', 'shard', shard, 'pos', pos, 'id', id, 'type', type,
                'name', 'OrderPlaced', 'key', key, 'aggVersion', agg_version, 'time', time, 'data', $3::jsonb),
              'failed too often', 'Error: no', 8
         FROM ordering.log WHERE key = $1 RETURNING id`,
      [order.orderId, consumer, JSON.stringify(data)],
    );
    return `${consumer}/${row!.id}`;
  }
  const letterRow = async (name: string) => {
    const all = (await tables.ask(letters, 'list', '--all')).json as Letter[];
    return all.find(({ letter }) => letter === name);
  };

  it('are listed over all services and shown with their fact', async () => {
    expect(await tables.ask(letters, 'list')).toEqual({ lines: ['Nothing is put aside.'], json: [], found: false });
    const order = anOrder();
    const name = await parked('procurement_compliance', order);
    await parked('reporting');
    const list = await tables.ask(letters, 'list');
    expect([list.found, (list.json as Letter[]).map(({ service }) => service)]).toEqual([
      true,
      ['procurement-compliance', 'reporting'],
    ]);
    const shown = await tables.ask(letters, 'show', name);
    expect(shown.json).toMatchObject({ letter: name, fact: 'OrderPlaced', envelope: { data: { title: order.title } } });
    expect(shown.lines.join('\n')).toContain('"title": "Rolls for a meeting"');
  });

  it('are applied by the code of the service that put them aside: who and why are kept, and the timeline hears of it', async () => {
    const order = anOrder();
    const name = await parked('procurement_compliance', order);
    const { json, found } = await tables.ask(letters, 'redrive', name, ...BY);
    expect([json, found]).toEqual([{ applied: 1 }, false]);
    expect(await letterRow(name)).toMatchObject({
      resolvedBy: 'p-operator',
      resolution: 'applied: the rules were mended',
    });
    const told = await tables.rows<{ type: string }>(`SELECT type FROM procurement_compliance.log WHERE key = $1`, [
      order.orderId,
    ]);
    expect(told.map(({ type }) => type.split('.')[3])).toEqual(['OrderAssessed', 'FactResumed']);
    await expect(tables.ask(letters, 'redrive', name, ...BY)).rejects.toThrow(/is not open any more/);
  });

  it('stay open where the code still fails, and count it', async () => {
    const order = anOrder();
    const name = await parked('procurement_compliance', order, { ...order, valueOre: 'many' });
    const { lines, found } = await tables.ask(letters, 'redrive', name, ...BY);
    expect([found, lines[0]]).toEqual([true, expect.stringMatching(/still cannot be applied, and 1 facts of it wait/)]);
    expect(await letterRow(name)).toMatchObject({ attempts: 9, resolution: null });
  });

  it('are given up one by one, with who and why', async () => {
    const name = await parked('reporting');
    expect(await tables.ask(letters, 'discard', name, '--by', 'p-operator', '--reason', 'a test')).toMatchObject({
      json: { discarded: name, behind: 0 },
      found: false,
    });
    expect(await letterRow(name)).toMatchObject({ resolvedBy: 'p-operator', resolution: 'discarded: a test' });
  });

  it('are nobody’s to take up without a word who and why, or by another name', async () => {
    const name = await parked('reporting');
    await expect(tables.ask(letters, 'discard', name, '--by', 'p-operator')).rejects.toThrow('Say --reason.');
    await expect(tables.ask(letters, 'redrive', name, '--reason', 'x')).rejects.toThrow('Say --by.');
    await expect(tables.ask(letters, 'show', `reporting/${newId()}`)).rejects.toThrow('There is no letter');
    await expect(tables.ask(letters, 'burn', name)).rejects.toThrow('Say letters list');
  });

  it('wait for a program of the version of their tables', async () => {
    const name = await parked('reporting');
    await tables.rows(`UPDATE reporting.migrations SET name = 'Other' WHERE name LIKE 'ReportingTables%'`);
    await expect(tables.ask(letters, 'redrive', name, ...BY)).rejects.toThrow('start this version first');
    await tables.rows(`UPDATE reporting.migrations SET name = 'ReportingTables1764100000000' WHERE name = 'Other'`);
  });
});
