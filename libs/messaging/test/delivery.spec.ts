import { newId } from '#libs/contracts';
import { shardOf } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine, type Following } from './engine.js';
import { adder, expectSums, run, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('delivery over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  /** Ten facts of one key. */
  async function ten(): Promise<{ key: string; shard: number }> {
    const key = newId();
    await engine.tell(...run(key, 1, 10));
    return { key, shard: shardOf(key) };
  }

  /** Waits until a shard stands still for a reason: the consumer's readiness says it, or that of the relay before it. */
  const stands = ({ source }: Following, why: RegExp) =>
    until(() =>
      [
        ...source.health().waiting.map(({ error }) => error),
        ...(engine.line.kafka?.relays ?? []).map((relay) => relay.health().trouble),
      ].some((each) => each !== undefined && why.test(each)),
    );

  it.each([
    ['in the middle', 5, 4],
    ['at its end', 10, 9],
  ])('stops loudly where the log has a hole %s', async (_, lost, reached) => {
    await engine.line.kafka?.hold();
    const { shard } = await ten();
    await engine.owner.query('DELETE FROM log WHERE shard = $1 AND pos = $2', [shard, lost]);
    engine.line.kafka?.relay();
    const following = await engine.follow(adder());
    await stands(following, new RegExp(`position ${lost} is missing in the log`));
    expect([...following.failures, ...engine.failures]).not.toEqual([]);
    await until(
      () => engine.behind('adder'),
      (behind) => behind[0]?.pos === reached,
    );
    expect(await engine.behind('adder')).toEqual([{ shard, head: 10, pos: reached }]);
    await expectSums(engine, { facts: reached, ore: reached });
  });

  it('stops loudly where the log has lost facts that were applied', async () => {
    const { shard } = await ten();
    const following = await engine.follow(adder());
    await engine.settled('adder');
    await engine.owner.query('DELETE FROM log WHERE shard = $1 AND pos > 7', [shard]);
    await engine.owner.query('UPDATE shard SET head = 7 WHERE shard = $1', [shard]);
    await stands(following, /ends at 7, but 10 was (applied|copied)/);
  });

  it('stops loudly where the log has begun a new life, until an operator says where to go on', async () => {
    const { shard, key } = await ten();
    const following = await engine.follow(adder());
    await engine.settled('adder');
    await engine.owner.query('UPDATE meta SET epoch = gen_random_uuid()');
    await engine.tell({ key: key, nr: 11, ore: 5 });
    await stands(following, /^the log of ordering has another epoch/);
    expect(await engine.behind('adder')).toEqual([{ shard, head: 11, pos: 10 }]);
    expect(await engine.letters.list()).toEqual([]);

    const [meta] = await engine.source.query<{ epoch: string }>('SELECT epoch FROM meta');
    await engine.here.query('UPDATE cursor SET epoch = $1', [meta!.epoch]);
    await engine.settled('adder');
    await expectSums(engine, { facts: 11, ore: 15 });
    await until(() => following.source.health().waiting.length === 0);
  });

  it('goes back where an operator sets the cursor back', async () => {
    const { shard, key } = await ten();
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.here.query('DELETE FROM sums');
    await engine.here.query('UPDATE cursor SET pos = 0 WHERE shard = $1', [shard]);
    await engine.tell({ key: key, nr: 11, ore: 5 });
    await engine.settled('adder');
    await expectSums(engine, { facts: 11, ore: 15 });
  });
});
