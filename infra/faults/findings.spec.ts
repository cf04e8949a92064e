import { newId, type FactBody } from '#libs/contracts';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { Books } from '../ops/books.js';
import { anOrder, orderRow, ROLLAG, TablesAtRest } from '../ops/testing.js';
import { freshServiceDatabases } from '../testing/database.js';
import { tooLarge, tooManyConnections } from './bounds.js';
import { findingsIn } from './findings.js';
import type { Sent } from './load.js';
import { parkedIn } from './parked.js';

describe('what is looked at when the faults are over', () => {
  let tables: TablesAtRest;
  let books: Books;
  let order: FactBody<'OrderPlaced'>;
  let history: Sent[];

  /** One order that everybody knows, as its buyer was told. */
  beforeEach(async () => {
    tables = await TablesAtRest.make();
    order = anOrder();
    const { orderId: id, title } = order;
    await tables.tell('OrderPlaced', order);
    const entries = { [id]: { valueOre: 250_000, initiatedAt: '2026-11-23' } };
    const ledger = JSON.stringify({ municipality: ROLLAG, entries, settled: {} });
    await tables.rows(`INSERT INTO ordering."order" VALUES ($1, 1, $2)`, [id, orderRow(order, 'placed')]);
    await tables.rows(`INSERT INTO reporting.order_row (order_id, municipality, value_ore) VALUES ($1, $2, 250000)`, [
      ...[id, ROLLAG],
    ]);
    await tables.rows(`INSERT INTO procurement_compliance.ledger VALUES ('l', 0, $1)`, [ledger]);
    await tables.rows('CREATE SCHEMA witness');
    await tables.rows('CREATE TABLE witness.counted (fact text, shard int, facts int, ore bigint)');
    await tables.rows('CREATE TABLE witness.heard (source text, key text, facts int, last int, disorder int)');
    await tables.rows(`INSERT INTO witness.counted VALUES ('OrderPlaced', 0, 1, 250000)`);
    await tables.rows(`INSERT INTO witness.heard VALUES ('ordering', $1, 1, 1, 0)`, [id]);
    await tables.caughtUp('reporting', 'ordering');
    books = await Books.open(tables.url);
    history = [{ fact: 'OrderPlaced', title, id, outcome: 'ok', acknowledged: { key: id, version: 1 } }];
  });
  afterEach(async () => {
    await books?.close();
    await tables?.close();
  });

  it('is fine where all agree', async () => {
    const nothing = { findings: [], lost: 0, doubled: 0, sumMismatchOre: 0, maxLagAtEnd: 0 };
    expect(await findingsIn(books, history)).toEqual(nothing);
  });

  it.each<[string, Partial<Sent>]>([
    ['got no answer', { outcome: 'unknown' }],
    ['is still on its way', { outcome: 'invoked' }],
  ])('may or may not be there where a command %s', async (_, change) => {
    history = [
      { ...history[0]!, acknowledged: undefined, ...change },
      { fact: 'OrderPlaced', title: 'Bread', outcome: 'unknown' },
    ];
    expect((await findingsIn(books, history)).findings).toEqual([]);
  });

  it('is an acknowledged order that is nowhere', async () => {
    const id = newId();
    history.push({ fact: 'OrderPlaced', title: 'Bread', id, outcome: 'ok', acknowledged: { key: id, version: 1 } });
    expect(await findingsIn(books, history)).toMatchObject({
      lost: 4,
      findings: [
        'OrderPlaced: OrderPlaced of Bread was acknowledged 1 times and is in the log 0 times',
        expect.stringMatching('which is in no log'),
        'Bread is in ordering 0 times',
        'Bread is in reporting 0 times',
      ],
    });
  });

  it.each([
    ['was refused', 'failed', 'was acknowledged 0 times and is in the log 1 times'],
    ['nobody has placed', undefined, 'is in the log, but nobody has placed it'],
  ] as const)('is an order that %s and is there', async (_, outcome, says) => {
    history = outcome ? [{ ...history[0]!, outcome, acknowledged: undefined }] : [];
    expect((await findingsIn(books, history)).findings).toContainEqual(expect.stringMatching(says));
  });

  it('is what is done twice though it was acknowledged once', async () => {
    await tables.tell('OrderWithdrawn', { ...order, reason: 'none' });
    await tables.tell('OrderWithdrawn', { ...order, reason: 'none' });
    history.push({ fact: 'OrderWithdrawn', id: order.orderId, outcome: 'ok' });
    expect(await findingsIn(books, history)).toMatchObject({ doubled: 1, maxLagAtEnd: 2 });
  });

  it.each([
    [
      'UPDATE witness.counted SET facts = 2, ore = 500000',
      { sumMismatchOre: 250_000 },
      'the witness has counted more of OrderPlaced',
    ],
    [
      'UPDATE reporting.order_row SET value_ore = 249999',
      { sumMismatchOre: 1 },
      'the reporting has 1 orders for 249999 øre',
    ],
    ['UPDATE witness.heard SET facts = 3', { doubled: 2 }, 'the witness has heard more: 3 facts'],
    ['DELETE FROM witness.heard', { lost: 1 }, 'the witness has heard less: 0 facts'],
    [`INSERT INTO witness.heard VALUES ('ordering', 'x', 1, 1, 0)`, { doubled: 1 }, 'has heard more: 1 facts of x'],
    ['UPDATE witness.heard SET disorder = 1', {}, 'out of order'],
    ['UPDATE reporting.cursor SET pos = pos - 1 WHERE pos > 0', { maxLagAtEnd: 1 }, 'reporting of ordering/'],
    ['UPDATE ordering.shard SET head = head + 1', {}, 'and its head at'],
    ['UPDATE ordering.log SET agg_version = 2', {}, 'has misnumbered the facts of'],
    ['UPDATE ordering."order" SET version = 2', {}, 'of version 2, whose last fact is 1'],
    ['DELETE FROM ordering."order"', {}, 'of version , whose last fact is 1'],
    [
      'INSERT INTO ordering.relay_cursor (shard, epoch, pos) SELECT shard, epoch, 0 FROM ordering.shard, ordering.meta',
      { maxLagAtEnd: 1 },
      'is copied to Kafka up to 0 of 1',
    ],
  ])('is seen after %s', async (sql, figures, says) => {
    await tables.rows(sql);
    const found = await findingsIn(books, history);
    expect(found).toMatchObject(figures);
    expect(found.findings).toContainEqual(expect.stringMatching(says));
  });

  it('is who was put aside, innocent or guilty', async () => {
    const marked = [{ mark: 'for a meeting', service: 'reporting' }];
    expect((await parkedIn(books, marked)).findings).toEqual([
      `${order.orderId} with the mark for a meeting was not put aside by reporting`,
    ]);
    for (const key of [order.orderId, 'somebody-else'])
      await tables.rows(
        `INSERT INTO reporting.dead_letter (consumer, source, shard, pos, key, type, envelope, reason, attempts)
         VALUES ('reporting', 'ordering', 0, length($1), $1, 'no.x.ordering.OrderPlaced.v1', '{}', 'broken', 1)`,
        [key],
      );
    expect(await parkedIn(books, marked)).toMatchObject({
      ...{ parked: 2, parkedInnocent: 1 },
      findings: [expect.stringMatching('OrderPlaced of somebody-else is innocent and was put aside: broken')],
    });
  });

  it('is a process that has grown, and an account with too many connections', async () => {
    const me = [{ name: 'me', pid: process.pid }];
    const canTell = readFileSync('/proc/self/status', 'utf8').includes('VmRSS');
    expect(tooLarge(me, 1)).toEqual(canTell ? [expect.stringMatching(/^me has grown to \d+ MB$/)] : []);
    expect(tooLarge(me, 100_000)).toEqual([]);
    const { ordering } = await freshServiceDatabases([{ schema: 'ordering', reads: [] }]);
    const many = Array.from({ length: 14 }, () => new pg.Client({ connectionString: ordering!.run }));
    await Promise.all(many.map((client) => client.connect()));
    // Of other suites as well: accounts are the server's.
    expect(await tooManyConnections(books, 0)).toContainEqual(expect.stringMatching(/^ordering has \d+ connections$/));
    await Promise.all(many.map((client) => client.end()));
  });
});
