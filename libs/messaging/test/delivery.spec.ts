import { newId } from '#libs/contracts';
import { PgLog, shardOf, type LogBatch } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine, type Following } from './engine.js';
import { adder, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('delivery over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  /** Ten facts of one key, as the transport would hand them over. */
  async function ten(): Promise<LogBatch> {
    const key = newId();
    const log = new PgLog(engine.here.inboxPool, 'ordering');
    await engine.tell(...Array.from({ length: 10 }, (_, i) => ({ key, nr: i + 1, ore: 1 })));
    return (await log.after(shardOf(key), 0, 100))!;
  }

  /** A consumer whose cursors exist, but to which nothing is brought but by the test. */
  async function idle(): Promise<Following> {
    const following = await engine.follow(adder());
    await following.source.stop(1_000);
    return following;
  }

  const some = (batch: LogBatch, ...positions: number[]): LogBatch => ({
    ...batch,
    facts: positions.map((pos) => batch.facts[pos - 1]!),
  });

  it('skips what was applied before', async () => {
    const { inbox } = await idle();
    const batch = await ten();
    expect(await inbox.apply(adder(), batch)).toEqual({ kind: 'applied', upTo: 10 });
    expect(await inbox.apply(adder(), batch)).toEqual({ kind: 'applied', upTo: 10 });
    await expectSums(engine, { facts: 10, ore: 10 });
  });

  it('applies only what is new in a batch that begins with what is not', async () => {
    const { inbox } = await idle();
    const batch = await ten();
    await inbox.apply(adder(), some(batch, 1, 2, 3, 4));
    expect(await inbox.apply(adder(), some(batch, 3, 4, 5, 6, 7))).toEqual({ kind: 'applied', upTo: 7 });
    await expectSums(engine, { facts: 7, ore: 7 });
  });

  it('applies a fact once that a batch holds twice', async () => {
    const { inbox } = await idle();
    const batch = await ten();
    await inbox.apply(adder(), some(batch, 1));
    expect(await inbox.apply(adder(), some(batch, 2, 3, 2, 3, 4))).toEqual({ kind: 'applied', upTo: 4 });
    await expectSums(engine, { facts: 4, ore: 4 });
  });

  it('asks again for what is missing, inside a batch or before it', async () => {
    const { inbox } = await idle();
    const batch = await ten();
    expect(await inbox.apply(adder(), some(batch, 1, 2, 4, 5))).toEqual({ kind: 'rewind', after: 2 });
    expect(await inbox.apply(adder(), some(batch, 5, 6))).toEqual({ kind: 'rewind', after: 2 });
    await expectSums(engine, { facts: 2, ore: 2 });
  });

  it.each([
    ['in the middle', 5, 4],
    ['at its end', 10, 9],
  ])('stops loudly where the log has a hole %s', async (_, lost, reached) => {
    const { shard } = await ten();
    await engine.owner.query('DELETE FROM log WHERE shard = $1 AND pos = $2', [shard, lost]);
    const { source, failures } = await engine.follow(adder());
    const [waiting] = await until(
      () => source.health().waiting,
      (all) => all.length > 0,
    );
    expect(waiting).toMatchObject({ shard, error: `position ${lost} is missing in the log` });
    expect(failures[0]!.where).toBe(`ordering/${shard}`);
    expect(await engine.behind('adder')).toEqual([{ shard, head: 10, pos: reached }]);
    await expectSums(engine, { facts: reached, ore: reached });
  });

  it('stops loudly where the log has lost facts that were applied', async () => {
    const { shard } = await ten();
    const { source } = await engine.follow(adder());
    await engine.settled('adder');
    await engine.owner.query('DELETE FROM log WHERE shard = $1 AND pos > 7', [shard]);
    await engine.owner.query('UPDATE shard SET head = 7 WHERE shard = $1', [shard]);
    const [waiting] = await until(
      () => source.health().waiting,
      (all) => all.length > 0,
    );
    expect(waiting).toMatchObject({ shard, error: 'the log ends at 7, but 10 was applied' });
  });

  it('stops loudly where the log has begun a new life, until an operator says where to go on', async () => {
    const { shard, facts } = await ten();
    const { source } = await engine.follow(adder());
    await engine.settled('adder');
    await engine.owner.query('UPDATE meta SET epoch = gen_random_uuid()');
    await engine.tell({ key: facts[0]!.key, nr: 11, ore: 5 });
    const [waiting] = await until(
      () => source.health().waiting,
      (all) => all.length > 0,
    );
    expect(waiting!.error).toMatch(/^the log of ordering has another epoch/);
    expect(await engine.behind('adder')).toEqual([{ shard, head: 11, pos: 10 }]);
    expect(await engine.letters.list()).toEqual([]);

    const [meta] = await engine.source.query<{ epoch: string }>('SELECT epoch FROM meta');
    await engine.here.query('UPDATE cursor SET epoch = $1', [meta!.epoch]);
    await engine.settled('adder');
    await expectSums(engine, { facts: 11, ore: 15 });
    await until(() => source.health().waiting.length === 0);
  });

  it('goes back where an operator sets the cursor back', async () => {
    const { shard, facts } = await ten();
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.here.query('DELETE FROM sums');
    await engine.here.query('UPDATE cursor SET pos = 0 WHERE shard = $1', [shard]);
    await engine.tell({ key: facts[0]!.key, nr: 11, ore: 5 });
    await engine.settled('adder');
    await expectSums(engine, { facts: 11, ore: 15 });
  });
});
