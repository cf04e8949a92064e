import { fact, newId } from '#libs/contracts';
import { isTransient, nounTable, shardOf, type Work } from '#libs/messaging';
import { assessed, callWith, review, type Seen } from './review.js';
import { oneService, type OneService } from './service.js';

let service: OneService;
beforeAll(async () => {
  service = await oneService();
});
afterAll(() => service?.close());

const assess =
  (id: string, version = 1): Work =>
  async (tx) => {
    await tx.load(review, id);
    return [assessed(id, version)];
  };
/** Takes its time, so that what comes meanwhile comes in between. */
const dawdling =
  (work: Work): Work =>
  async (tx) => {
    const decision = await work(tx);
    await tx.query('SELECT pg_sleep(0.05)');
    return decision;
  };
const rowOf = async (id: string) =>
  (
    await service.database.query<{ version: number; state: Seen }>('SELECT version, state FROM review WHERE id = $1', [
      id,
    ])
  )[0];
const versionsOf = async (key: string) =>
  (
    await service.database.query<{ v: number }>('SELECT agg_version AS v FROM log WHERE key = $1 ORDER BY pos', [key])
  ).map(({ v }) => v);

describe('the journal', () => {
  it('loses nothing where commands create and change the same row at once', async () => {
    const id = newId();
    const versions = [1, 2, 3, 4, 5, 6];
    await Promise.all(versions.map((version) => service.journal.command(callWith(), dawdling(assess(id, version)))));
    const row = await rowOf(id);
    expect([...row!.state.seen].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(row!.version).toBe(6);
    expect(await versionsOf(id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('loses nothing of a row that commands about other things change at once', async () => {
    const [shared, ...own] = Array.from({ length: 7 }, () => newId()) as [string, ...string[]];
    const about = (id: string, i: number) =>
      service.journal.command(
        callWith(),
        dawdling(async (tx) => {
          await tx.load(review, shared);
          await tx.load(review, id);
          return [assessed(id, i)];
        }),
      );
    await service.journal.command(callWith(), assess(shared, 100));
    await Promise.all(own.map((id, i) => about(id, i + 1)));
    expect((await rowOf(shared))!.state.seen).toHaveLength(7);
  });

  it('stores nothing at all where one of its writes fails', async () => {
    const [id, key] = [newId(), newId()];
    await service.owner.query(`ALTER TABLE review ADD CONSTRAINT refuses CHECK (id <> '${id}')`);
    await expect(service.journal.command(callWith(key), assess(id))).rejects.toThrow('refuses');
    expect(await rowOf(id)).toBeUndefined();
    expect(await versionsOf(id)).toEqual([]);
    expect(await service.database.query('SELECT 1 FROM idempotency WHERE key = $1', [key])).toEqual([]);

    await service.owner.query('ALTER TABLE review DROP CONSTRAINT refuses');
    await service.journal.command(callWith(key), assess(id));
    const [at] = await service.database.query<{ pos: number; head: number; n: number }>(
      `SELECT max(pos) AS pos, count(*) AS n, (SELECT head FROM shard WHERE shard = $1) AS head FROM log WHERE shard = $1`,
      [shardOf(id)],
    );
    expect([at!.pos, at!.n]).toEqual([at!.head, at!.head]);
  });

  it('stores nothing where a fact breaks its contract', async () => {
    const id = newId();
    const broken: Work = async (tx) => {
      await tx.load(review, id);
      return [assessed(id, 1), fact('AwardAssessed', { ...assessed(id, 2).data, outcome: 'perhaps' })];
    };
    await expect(service.journal.command(callWith(newId()), broken)).rejects.toThrow(
      'AwardAssessed breaks its contract',
    );
    expect(await rowOf(id)).toBeUndefined();
    expect(await versionsOf(id)).toEqual([]);
  });

  it('takes no fact whose own noun was not loaded', async () => {
    const [id, other] = [newId(), newId()];
    const homeless: Work = async (tx) => {
      await tx.load(review, other);
      await tx.read(review, id);
      return [assessed(id, 1)];
    };
    await expect(service.journal.command(callWith(), homeless)).rejects.toThrow('no noun with that id was loaded');
    expect(await versionsOf(id)).toEqual([]);
  });

  it('stores nothing where a row that it writes is not there to be hit', async () => {
    const [id, key] = [newId(), newId()];
    await service.owner.query(
      `CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`,
    );
    await service.owner.query(`GRANT EXECUTE ON FUNCTION swallow TO procurement_compliance`);
    await service.owner.query(
      `CREATE TRIGGER swallows BEFORE INSERT ON review FOR EACH ROW WHEN (new.id = '${id}') EXECUTE FUNCTION swallow()`,
    );
    await expect(service.journal.command(callWith(key), assess(id))).rejects.toThrow();
    expect(await versionsOf(id)).toEqual([]);
    expect(await service.database.query('SELECT 1 FROM idempotency WHERE key = $1', [key])).toEqual([]);
  });

  it('keeps statements apart whose nouns have long names', async () => {
    const long = ['a', 'b'].map((letter) => ({ ...review, name: letter.repeat(40) }));
    for (const { name } of long) await service.owner.query(nounTable(name));
    const assessBeside = (id: string) =>
      service.journal.command(callWith(), async (tx) => {
        for (const noun of long) await tx.load(noun, newId());
        await tx.load(review, id);
        return [assessed(id, 1)];
      });
    const known = newId();
    await service.journal.command(callWith(), assess(known));
    for (let round = 1; round <= 8; round += 1) for (const id of [newId(), known]) await assessBeside(id);
    expect(await versionsOf(known)).toHaveLength(9);
  });

  it('hands out what was loaded once, and reads without storing', async () => {
    const [id, looked] = [newId(), newId()];
    await service.journal.command(callWith(), async (tx) => {
      expect(await tx.load(review, id)).toBe(await tx.load(review, id));
      expect(await tx.read(review, looked)).toEqual({ seen: [] });
      return [assessed(id, 1)];
    });
    expect(await rowOf(looked)).toBeUndefined();
  });

  it('calls it passing trouble where a row, the log or a twin stays locked for too long', async () => {
    const [id, key, fresh] = [newId(), newId(), newId()];
    await service.journal.command(callWith(), assess(id));
    const holder = await service.owner.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM review WHERE id = $1 FOR UPDATE', [id]);
    await holder.query('SELECT FROM shard WHERE shard = $1 FOR UPDATE', [shardOf(fresh)]);
    const waiting = [
      service.journal.command(callWith(key), assess(id)),
      service.journal.command(callWith(key), assess(id)),
      service.journal.command(callWith(), assess(fresh)),
    ];
    const failures = (await Promise.allSettled(waiting)).map((each) => (each as PromiseRejectedResult).reason as Error);
    await holder.query('ROLLBACK');
    holder.release();
    expect(failures.map(isTransient)).toEqual([true, true, true]);
    expect(await service.journal.command(callWith(key), assess(id, 2))).toMatchObject({ version: 2 });
    expect(await versionsOf(fresh)).toEqual([]);
  });

  it('leaves no connection in a transaction, whatever happened', async () => {
    const [open] = await service.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(open!.n).toBe(0);
  });
});
