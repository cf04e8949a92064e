import type { FactBody } from '#libs/contracts';
import { shardOf } from '#libs/messaging';
import type { OrderAtRest } from './orders-at-rest.js';
import { stuck } from './stuck.js';
import { anOrder, orderRow, TablesAtRest } from './testing.js';

const PAST = '2020-11-30T12:00:00.000Z';

describe('stuck', () => {
  let tables: TablesAtRest;
  beforeAll(async () => {
    tables = await TablesAtRest.make();
  });
  afterEach(async () => {
    for (const table of ['ordering."order"', 'task_assignment.assignment', 'reporting.dead_letter', 'reporting.cursor'])
      await tables.rows(`DELETE FROM ${table}`);
  });
  afterAll(() => tables?.close());

  /** An order in a state since so many hours. */
  async function waiting(status: string, hours: number, order = anOrder(), clock: 'wall' | 'signed' = 'wall') {
    await tables.tell('OrderPlaced', order, clock);
    await tables.rows(`UPDATE ordering.log SET time = now() - $2 * interval '1 hour' WHERE key = $1`, [
      order.orderId,
      hours,
    ]);
    await tables.rows(`INSERT INTO ordering."order" VALUES ($1, 1, $2)`, [order.orderId, orderRow(order, status)]);
    return order;
  }
  async function seen(...args: string[]) {
    const { json, found, lines } = await tables.ask(stuck, ...args);
    const orders = json as (OrderAtRest & { reasons: string[] })[];
    expect(found).toBe(orders.length > 0);
    return { lines, orders: orders.map(({ id, waiting, reasons }) => ({ id, waiting, reasons })) };
  }
  const only = async ({ orderId: id }: FactBody<'OrderPlaced'>, waiting: string, reason: string) =>
    expect((await seen()).orders).toEqual([{ id, waiting, reasons: [expect.stringMatching(reason)] }]);

  it('is no order that has ended or lives by signed time', async () => {
    for (const status of ['closed', 'refused', 'withdrawn']) await waiting(status, 10_000);
    await waiting('placed', 10_000, anOrder(), 'signed');
    expect(await seen()).toEqual({ lines: ['No order waits longer than it should.'], orders: [] });
  });

  it.each([
    ['placed', 1, 'procurement-compliance has not assessed it'],
    ['held', 73, 'an adviser has to decide it'],
    ['fallback', 73, 'the buyer has to find'],
    ['delivered', 14 * 24 + 1, 'the buyer has to accept'],
    ['disputed', 14 * 24 + 1, 'a new delivery'],
  ])('is an order that is %s for longer than its limit', async (status, hours, reason) => {
    const late = await waiting(status, hours);
    await waiting(status, 0);
    await only(late, status, reason);
    expect((await seen('--limit', `${status}=999d`)).orders).toEqual([]);
  });

  it('is an open order only once its deadline has passed', async () => {
    await waiting('open', 10_000);
    await only(await waiting('open', 10_000, anOrder(undefined, PAST)), 'open', 'its deadline for claims has passed');
  });

  it('is a confirmed order only once its last day has passed', async () => {
    await waiting('confirmed', 10_000);
    const late = await waiting('confirmed', 10_000, { ...anOrder(), deliverTo: '2020-12-01' });
    await only(late, 'confirmed', 'its last day of delivery has passed');
  });

  it('is a claimed order that waits for its award, however far its deadline is', async () => {
    const order = await waiting('open', 10_000);
    await tables.tell('OrderOffered', order as never);
    await tables.rows(`UPDATE task_assignment.log SET time = now() - interval '1 hour'`);
    await tables.rows(`INSERT INTO task_assignment.assignment VALUES ($1, 1, '{"status": "claimed"}')`, [
      order.orderId,
    ]);
    await only(order, 'claimed', 'has not cleared the award');
  });

  it('names what is put aside or not yet applied of an order, the former also where the order is not late', async () => {
    const order = await waiting('open', 0);
    await tables.rows(
      `INSERT INTO reporting.dead_letter (consumer, source, shard, pos, key, type, envelope, reason, error, attempts)
       VALUES ('reporting', 'ordering', 1, 1, $1, 'no.inkluderendekommune.ordering.OrderPlaced.v1', '{}', 'failed', 'Error: no', 8)`,
      [order.orderId],
    );
    await tables.caughtUp('reporting', 'ordering');
    await tables.rows('UPDATE reporting.cursor SET pos = pos - 1 WHERE shard = $1', [shardOf(order.orderId)]);
    expect((await seen()).orders).toEqual([
      {
        id: order.orderId,
        waiting: 'open',
        reasons: [
          expect.stringMatching(/^reporting has put OrderPlaced aside \(letter reporting\/\d+\): Error: no$/),
          expect.stringMatching(/^reporting has not applied OrderPlaced \(ordering\/\d+ at \d+\)$/),
        ],
      },
    ]);
  });

  it.each(['open=soon', 'opened=2d'])('says what is wrong with a limit: %s', async (limit) => {
    await expect(tables.ask(stuck, '--limit', limit)).rejects.toThrow(/^"(soon|opened)" is/);
  });
});
