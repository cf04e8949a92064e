import type { FactBody } from '#libs/contracts';
import type { Sum } from './sums.js';
import { anOrder, orderRow, ROLLAG, TablesAtRest } from './testing.js';
import { verify } from './verify.js';

describe('verify', () => {
  let tables: TablesAtRest;
  let order: FactBody<'OrderPlaced'>;

  /** One order that ordering, the ledger and reporting know. */
  beforeEach(async () => {
    tables = await TablesAtRest.make();
    order = anOrder();
    await tables.tell('OrderPlaced', order);
    await tables.tell('OrderWithdrawn', { ...order, reason: 'none' });
    await tables.rows(`INSERT INTO ordering."order" VALUES ($1, 2, $2)`, [order.orderId, orderRow(order, 'held')]);
    await tables.rows(`INSERT INTO reporting.order_row (order_id, municipality, value_ore) VALUES ($1, $2, 250000)`, [
      order.orderId,
      ROLLAG,
    ]);
    const entries = { [order.orderId]: { valueOre: 250_000, initiatedAt: '2026-11-23' } };
    await tables.rows(`INSERT INTO procurement_compliance.ledger VALUES ('l', 1, $1)`, [
      JSON.stringify({ municipality: ROLLAG, entries, settled: {} }),
    ]);
    await tables.caughtUp('reporting', 'ordering');
  });
  afterEach(() => tables?.close());

  const findings = async () => {
    const { found, json } = await tables.ask(verify, '--patience', '0s');
    const all = (json as { findings: string[] }).findings;
    expect(found).toBe(all.length > 0);
    return all;
  };

  it('finds nothing where nothing is wrong, and tells the sums', async () => {
    expect(await findings()).toEqual([]);
    const { sums } = (await tables.ask(verify)).json as { sums: Sum[] };
    expect(sums.map(({ what, who, ore }) => [what, who, ore])).toEqual([
      ['like purchases', 'ledger', 250_000],
      ['like purchases', 'ordering', 250_000],
      ['placed', 'ordering', 250_000],
      ['placed', 'reporting', 250_000],
    ]);
  });

  it.each<[string, string, RegExp[]]>([
    [
      'a fact is gone',
      'DELETE FROM ordering.log WHERE pos = 1',
      [/has 1 facts, the last at 2, and its head at 2/, /misnumbered/],
    ],
    [
      'a head is wrong',
      'UPDATE ordering.shard SET head = 3 WHERE head = 2',
      [/has 2 facts, the last at 2, and its head at 3/],
    ],
    [
      'a number is wrong',
      'UPDATE ordering.log SET agg_version = 7 WHERE agg_version = 2',
      [/ordering has misnumbered the facts of/],
    ],
    [
      'a consumer is behind',
      'UPDATE reporting.cursor SET pos = 1 WHERE pos = 2',
      [/^reporting of ordering\/\d+ stands at 1 of 2$/, /^not compared/],
    ],
    [
      'something is put aside',
      `INSERT INTO reporting.dead_letter (consumer, source, shard, pos, key, type, envelope, reason, attempts)
       VALUES ('reporting', 'ordering', 1, 1, 'k', 'no.inkluderendekommune.ordering.OrderPlaced.v1', '{}', 'failed too often', 8)`,
      [/^reporting\/1: OrderPlaced of k is put aside: failed too often$/],
    ],
    [
      'reporting has an øre too much',
      'UPDATE reporting.order_row SET value_ore = 250001',
      [/^placed of 310000019: the reporting has 1 orders for 250001 øre, ordering 1 orders for 250000 øre$/],
    ],
    [
      'the ledger has an order twice',
      `INSERT INTO procurement_compliance.ledger SELECT 'm', 1, state FROM procurement_compliance.ledger`,
      [/^like purchases of 310000019: the ledger has 2 orders for 500000 øre, ordering 1 orders for 250000 øre$/],
    ],
    [
      'an acceptance is missing in reporting',
      `UPDATE ordering."order" SET state = state || '{"status": "closed", "acceptedOre": 250000}'`,
      [/^accepted of 310000019: the reporting has 0 orders for 0 øre, ordering 1 orders for 250000 øre$/],
    ],
  ])('sees that %s', async (_, tampering, expected) => {
    await tables.rows(tampering);
    expect(await findings()).toEqual(expected.map((each) => expect.stringMatching(each)));
  });

  it('leaves refused and withdrawn orders out of the ledger, and counts accepted ones at what they were accepted at', async () => {
    await tables.rows(`UPDATE ordering."order" SET state = state || '{"status": "withdrawn"}'`);
    await tables.rows(`UPDATE procurement_compliance.ledger SET state = state || '{"entries": {}}'`);
    expect(await findings()).toEqual([]);
    await tables.rows(`UPDATE ordering."order" SET state = state || '{"status": "closed", "acceptedOre": 200000}'`);
    const settled = { '2026-11-23': { orders: 1, valueOre: 200_000 } };
    await tables.rows(`UPDATE procurement_compliance.ledger SET state = state || $1`, [JSON.stringify({ settled })]);
    await tables.rows('UPDATE reporting.order_row SET accepted_value_ore = 200000');
    expect(await findings()).toEqual([]);
  });
});
