import { newId } from '#libs/contracts';
import { History, shardOf, type ServiceDatabase } from '#libs/messaging';
import { appendTo, withClient } from '#libs/messaging/testing';
import { until } from '#libs/service-kit/testing';
import { oneService, type OneService } from './service.js';

let service: OneService;
beforeAll(async () => {
  service = await oneService();
});
afterAll(() => service?.close());

const meta = { occurredAt: '2026-11-23T09:00:00.000Z', clock: 'wall' as const, correlationId: newId() };
const entry = (key: string, version: number) => ({
  ...{ shard: shardOf(key), id: newId(), type: 'no.inkluderendekommune.test.Told.v1', key },
  ...{ agg_version: version, data: { key, version }, meta },
});
const append = (database: ServiceDatabase, ...entries: ReturnType<typeof entry>[]) =>
  withClient(database.pool, (client) => appendTo(client, entries));

describe('the log', () => {
  it.each(['pool', 'inboxPool'] as const)(
    'is written through connections that may die while they are borrowed: %s',
    async (name) => {
      const pool = service.taskAssignment[name];
      // The first connection of a pool is made while the pool itself is.
      const clients = await Promise.all([pool.connect(), pool.connect()]);
      for (const client of clients) {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await service.taskAssignment.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
        await expect(until(() => client.query('SELECT 1').then(() => false))).rejects.toThrow();
        client.release(true);
      }
    },
  );

  it.each(['UPDATE log SET key = key', 'DELETE FROM log', 'TRUNCATE log', `UPDATE meta SET epoch = gen_random_uuid()`])(
    'cannot be changed by the service: %s',
    async (statement) => {
      await expect(service.database.query(statement)).rejects.toThrow(/permission denied for table (log|meta)/);
    },
  );

  it('is read by a service that reads its facts, and nothing else of its owner is', async () => {
    await service.database.query('SELECT * FROM ordering.log, ordering.shard, ordering.meta');
    for (const table of ['cursor', 'dead_letter', 'idempotency', 'migrations'])
      await expect(service.database.query(`SELECT * FROM ordering.${table}`)).rejects.toThrow(
        'permission denied for table',
      );
    await expect(service.database.query(`INSERT INTO ordering.log DEFAULT VALUES`)).rejects.toThrow(
      'permission denied',
    );
    await expect(service.database.query(`SELECT ordering.append('[]')`)).rejects.toThrow('permission denied');
  });

  it('is closed to a service that does not read its facts', async () => {
    // Memberships are the server's: task-assignment is the one that follows nobody's log but ordering's in any suite.
    await expect(service.taskAssignment.query('SELECT * FROM procurement_compliance.log')).rejects.toThrow(
      'permission denied for schema',
    );
  });

  it('has no holes after rollbacks, with 16 writers at once', async () => {
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let i = 1; i <= 25; i += 1) {
        const keys = [newId(), newId()];
        await withClient(service.database.pool, async (client) => {
          await client.query('BEGIN');
          await appendTo(
            client,
            keys.map((key) => entry(key, 1)),
          );
          await client.query((writer + i) % 4 === 0 ? 'ROLLBACK' : 'COMMIT');
        });
      }
    });
    await Promise.all(writers);
    const uneven = await service.database.query(
      `SELECT shard, head, count(log.pos), max(pos), min(pos) FROM shard LEFT JOIN log USING (shard) GROUP BY shard, head
        HAVING head <> count(log.pos) OR head <> coalesce(max(pos), 0)`,
    );
    expect(uneven).toEqual([]);
    const [all] = await service.database.query<{ n: number }>('SELECT count(*) AS n FROM log');
    expect(all!.n).toBe(16 * 25 * 2 * 0.75);
  });

  it('takes a version of a key once, and any number of notices', async () => {
    const key = newId();
    await append(service.database, entry(key, 1), entry(key, 2), entry(key, 0), entry(key, 0));
    await expect(append(service.database, entry(key, 2))).rejects.toThrow('log_aggregate');
  });

  it('is flushed to disk on commit, whatever the server does by default', async () => {
    const [{ name }] = (await service.ordering.query<{ name: string }>('SELECT current_database() AS name')) as [
      { name: string },
    ];
    await service.ordering.query(`ALTER ROLE ordering IN DATABASE "${name}" SET synchronous_commit = off`);
    for (const pool of [service.ordering.pool, service.ordering.inboxPool]) {
      // The last of them is new.
      const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
      for (const client of clients) {
        expect((await client.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
        client.release();
      }
    }
  });

  it('has positions that are numbers, and never one that is not exact', async () => {
    expect(await service.database.query('SELECT 9007199254740991::bigint AS pos')).toEqual([
      { pos: 9_007_199_254_740_991 },
    ]);
    await expect(service.database.query('SELECT 9007199254740992::bigint')).rejects.toThrow('not a safe integer');
  });

  it('is never written to in a transaction that somebody else has left open', async () => {
    const { pool } = service.ordering;
    await withClient(pool, (client) => client.query('BEGIN'));
    await append(service.ordering, entry(newId(), 1));
    const [open] = await service.ordering.query<{ n: number }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(open!.n).toBe(0);
  });

  it('tells the history of a key in the order of each log, whatever the clock did', async () => {
    const key = newId();
    await append(service.ordering, entry(key, 1));
    await append(service.database, entry(key, 1), entry(key, 0), entry(key, 2));
    await append(service.ordering, entry(key, 2));
    await service.owner.query(`UPDATE log SET time = time - interval '1 hour' WHERE key = $1 AND agg_version = 2`, [
      key,
    ]);
    const told = await new History(service.database.pool, ['procurement-compliance', 'ordering']).of(key);
    expect(told.map(({ source, aggVersion }) => `${source} ${aggVersion}`)).toEqual([
      'ordering 1',
      'procurement-compliance 1',
      'procurement-compliance 0',
      'procurement-compliance 2',
      'ordering 2',
    ]);
  });
});
