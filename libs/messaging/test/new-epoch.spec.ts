import { newId } from '#libs/contracts';
import { beginNewEpoch, RestoredLog, republish, schemaOf, ServiceDatabase, shardOf } from '#libs/messaging';
import { appendTo } from '#libs/messaging/testing';
import { until } from '#libs/service-kit/testing';
import pg from 'pg';
import { adminOf } from '../../../infra/testing/database.js';
import { Engine } from './engine.js';
import { adder, expectSums, keyBeside, run, SUMS } from './sums.js';
import { transports } from './transports.js';

const HERE = schemaOf('procurement-compliance');

describe.each(transports)('a log that was restored, over $name', (transport) => {
  let engine: Engine;
  let admin: pg.Pool;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
    admin = new pg.Pool({ connectionString: await adminOf(engine.urls[HERE]!), max: 1 });
  });
  afterEach(async () => {
    await admin.end();
    await engine.close();
  });

  const openSource = () => {
    const { run: url, owner: ownerUrl } = engine.urls['ordering']!;
    return ServiceDatabase.open({ schema: 'ordering', url, ownerUrl }, [], () => undefined);
  };
  /** As a backup of an earlier moment leaves it. */
  const restoreTo = async (head: number) => {
    await engine.owner.query('DELETE FROM log WHERE pos > $1', [head]);
    await engine.owner.query('UPDATE shard SET head = least(head, $1)', [head]);
  };

  it('is not told to any more: another server, timeline or table is noticed on every new connection', async () => {
    await (await openSource()).close();
    for (const change of [
      `UPDATE meta SET lives_in = regexp_replace(lives_in, '[0-9]+', '1')`,
      `UPDATE meta SET lives_in = replace(lives_in, 'timeline 1', 'timeline 9')`,
      `ALTER TABLE log RENAME TO dumped; CREATE TABLE log (LIKE dumped INCLUDING ALL);
       UPDATE meta SET lives_in = replace(lives_in, 'timeline 9', 'timeline 1')`,
    ]) {
      await engine.owner.query(change);
      const opening = openSource();
      await expect(opening).rejects.toThrow(RestoredLog);
      await expect(opening).rejects.toThrow(/^[^\n]+: run npm run ops -- new-epoch ordering before it goes on\.$/);
      await engine.owner.query('UPDATE meta SET lives_in = NULL');
      await (await openSource()).close();
    }
  });

  it('gets a new epoch, in which consumers go on behind what is left; without it they would skip what is told anew', async () => {
    const [key, later, next] = [newId(), newId(), newId()];
    const beside = async (facts: number) => expectSums(engine, { facts, ore: facts });
    await engine.tell(...run(key, 1, 3));
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.tell(...run(key, 4, 5));
    await engine.settled('adder');
    await restoreTo(3);
    await engine.rest();
    // In the old epoch the positions of what is gone count as applied.
    await engine.tell(...run(key, 4, 5));
    await engine.follow(adder());
    await engine.settled('adder');
    await beside(5);
    await engine.rest();
    await restoreTo(3);

    const shard = shardOf(key);
    const found = await beginNewEpoch(admin, 'ordering', [HERE], 'p-operator');
    expect(found.beyond).toEqual([{ consumer: 'adder', shard, applied: 5, head: 3 }]);
    expect(found).toMatchObject({ places: 16, orphans: [], letters: 0 });
    await engine.tell(...run(key, 4, 5), ...run(later, 1, 1), ...run(next, 1, 1));
    await engine.follow(adder());
    await engine.settled('adder');
    expect((await engine.here.query<{ n: number }>('SELECT n FROM sums WHERE key = $1', [key]))[0]!.n).toBe(7);
    expect(await engine.behind('adder')).toEqual([]);
  });

  it('tells consumers that run in the old epoch to wait until they have been set', async () => {
    await engine.tell(...run(newId(), 1, 2));
    const { failures } = await engine.follow(adder());
    await engine.settled('adder');
    await engine.owner.query('UPDATE meta SET epoch = gen_random_uuid()');
    await engine.tell(...run(newId(), 1, 2));
    await until(() => failures.some(({ error }) => String(error).includes('another epoch')));
    await beginNewEpoch(admin, 'ordering', [HERE], 'p-operator');
    await engine.settled('adder');
    await expectSums(engine, { facts: 4, ore: 4 });
  });

  it('has lost facts that others have acted on, and that were put aside: both are told, the latter given up', async () => {
    const [key, cause] = [newId(), newId()];
    const consumer = adder(() => {
      throw new Error('cannot digest this');
    });
    await engine.tell(...run(key, 1, 2));
    await engine.follow(consumer);
    await engine.settled('adder');
    const [kept] = await engine.source.query<{ id: string }>('SELECT id FROM log WHERE pos = 1');
    const meta = { occurredAt: new Date().toISOString(), clock: 'wall' as const, correlationId: cause };
    const client = await engine.here.pool.connect();
    for (const [nr, causationId] of [kept!.id, cause].entries()) {
      const data = { nr };
      const type = 'no.inkluderendekommune.procurement-compliance.AwardAssessed.v1';
      const entry = {
        shard: shardOf(key),
        id: newId(),
        type,
        key,
        agg_version: nr + 1,
        data,
        meta: { ...meta, causationId },
      };
      await appendTo(client, [entry]);
    }
    client.release();
    await engine.rest();
    await restoreTo(1);
    const found = await beginNewEpoch(admin, 'ordering', [HERE], 'p-operator');
    expect(found.letters).toBe(1);
    expect(found.orphans).toEqual([expect.objectContaining({ service: 'procurement-compliance', key, pos: 3 })]);
    const letters = await engine.letters.list({ open: false });
    expect(letters.map(({ pos, resolved_by }) => [pos, resolved_by])).toEqual([
      [1, null],
      [2, 'p-operator'],
    ]);
    // What is put aside at that position in the new epoch is another fact.
    const other = keyBeside(key, (mine, its) => mine === its);
    await engine.tell(...run(other, 1, 1));
    await engine.follow(consumer);
    await engine.settled('adder');
    const [again] = await engine.letters.list({ key: other });
    expect(again).toMatchObject({ pos: 2, key: other, envelope: { key: other }, resolved_by: null });
  });
});

describe.each(transports)('a log that is copied once more, over $name', (transport) => {
  it('goes to Kafka from where an operator says, and consumers know what comes twice', async () => {
    const engine = await Engine.start(transport, SUMS);
    const admin = new pg.Pool({ connectionString: await adminOf(engine.urls[HERE]!), max: 1 });
    const key = newId();
    try {
      await engine.follow(adder());
      await engine.tell(...run(key, 1, 9));
      await engine.settled('adder');
      await engine.line.kafka?.hold();
      await engine.source.query(
        'INSERT INTO relay_cursor (shard, epoch, pos) SELECT shard, epoch, head FROM shard, meta ON CONFLICT DO NOTHING',
      );
      const shard = shardOf(key);
      expect(await republish(admin, 'ordering', { shard, from: 4 })).toBe(1);
      expect(await republish(admin, 'ordering', { from: 7 })).toBe(16);
      const at = async () =>
        (await engine.source.query<{ pos: number }>('SELECT pos FROM relay_cursor WHERE shard = $1', [shard]))[0]!.pos;
      expect(await at()).toBe(3);
      engine.line.kafka?.relay();
      await engine.tell(...run(key, 10, 10));
      await engine.settled('adder');
      if (engine.line.kafka) await until(at, (pos) => pos === 10);
      await expectSums(engine, { facts: 10, ore: 10 });
    } finally {
      await admin.end();
      await engine.close();
    }
  });
});
