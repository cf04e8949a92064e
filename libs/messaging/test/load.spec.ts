import { newId } from '#libs/contracts';
import { shardOf, type FactEnvelope } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine } from './engine.js';
import { adder, expectSums, SUMS, sumsOf } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('under load over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  /** Facts of many keys, a round at a time, in odd amounts; what they come to. */
  async function rounds(keys: string[], from: number, to: number): Promise<{ facts: number; ore: number }> {
    let ore = 0;
    for (let nr = from; nr <= to; nr += 1) {
      await engine.tell(...keys.map((key, i) => ({ key, nr, ore: nr * 101 + i })));
      ore += keys.reduce((sum, _, i) => sum + nr * 101 + i, 0);
    }
    return { facts: keys.length * (to - from + 1), ore };
  }
  const many = (n: number) => Array.from({ length: n }, () => newId());

  it('a projection that adds comes to the øre, every key in order', async () => {
    await engine.follow(adder());
    const told = await rounds(many(40), 1, 40);
    await engine.settled('adder');
    await expectSums(engine, told);
  });

  it('two processes with the same consumer share the shards and double nothing', async () => {
    const seen = [0, 0];
    const counting = (i: number) => adder(() => void (seen[i]! += 1));
    const [one, other] = [await engine.follow(counting(0), { ownConnections: true }), await engine.follow(counting(1))];
    await until(() => one.source.health().running && other.source.health().running);
    const told = await rounds(many(40), 1, 40);
    await engine.settled('adder');
    await expectSums(engine, told);
    expect(Math.min(...seen)).toBeGreaterThan(0);
    expect([...one.failures, ...other.failures]).toEqual([]);
  });

  it('members that come and go while others work double nothing', async () => {
    await engine.follow(adder());
    let isOver = false;
    const telling = (async () => {
      const keys = many(30);
      let nr = 0;
      while (!isOver) await engine.tell(...keys.map((key) => ({ key, nr: nr + 1, ore: 1 }))).then(() => (nr += 1));
      return keys.length * nr;
    })();
    for (let i = 0; i < 3; i += 1) {
      const guest = await engine.follow(adder(), { ownConnections: true });
      await until(() => guest.source.health().running && guest.batches.sizes.length > 0);
      await guest.source.stop(5_000);
    }
    isOver = true;
    const facts = await telling;
    await engine.settled('adder', 30_000);
    await expectSums(engine, { facts, ore: facts });
    expect(await engine.letters.list({ open: false })).toEqual([]);
  }, 90_000);

  it('a shard that takes forever holds no other', async () => {
    const slow = newId();
    let release!: () => void;
    const forever = new Promise<void>((resolve) => (release = resolve));
    const others = many(60).filter((key) => shardOf(key) !== shardOf(slow));
    // Applied once before: the first fact of a place after a start is alone in the process.
    await engine.tell({ key: slow, nr: 1 });
    await engine.follow(adder((fact: FactEnvelope) => fact.key === slow && fact.pos > 1 && forever));
    await until(async () => (await sumsOf(engine)).facts === 1);
    await engine.tell({ key: slow, nr: 2 });
    const told = await rounds(others, 1, 10);
    await until(async () => (await sumsOf(engine)).facts === told.facts + 1);
    release();
    await engine.settled('adder');
    await expectSums(engine, { facts: told.facts + 2, ore: told.ore });
  });

  it('shards that never come to their end let the others have their turn', async () => {
    const hot = keysOfShards(4);
    const isHot = new Set(hot);
    const cold = keysOfShards(5).at(-1)!;
    const nrs = new Map(hot.map((key) => [key, 1]));
    let isOver = false;
    await engine.follow(
      adder(async ({ key }) => {
        if (!isHot.has(key) || isOver) return;
        nrs.set(key, nrs.get(key)! + 1);
        await engine.tell({ key, nr: nrs.get(key)! });
      }),
    );
    await engine.tell(...hot.map((key) => ({ key, nr: 1 })));
    await until(() => Math.min(...nrs.values()) > 3);
    await engine.tell({ key: cold, nr: 1, ore: 5 });
    await until(async () => (await sumsOf(engine)).ore === 5);
    isOver = true;
    await engine.settled('adder');
  });

  it('no more is fetched than can be worked on', async () => {
    const told = await rounds(many(60), 1, 40);
    const { batches } = await engine.follow(adder());
    await engine.settled('adder');
    await expectSums(engine, told);
    expect(Math.max(...batches.sizes)).toBe(100);
    expect(batches.atOnce).toBe(4);
  });

  it('connections that the server cuts cost nothing but time', async () => {
    await engine.follow(adder());
    const two = await engine.follow(adder(), { ownConnections: true });
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) {
        for (const each of [engine.here, two.database])
          await each
            .query(
              `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND random() < 0.5`,
            )
            .catch(() => undefined);
        // What was cut is gone; a round trip later the pools know it too, so nobody who looks on is handed a dead connection.
        await engine.owner.query('SELECT 1');
      }
    })();
    const keys = many(25);
    let told = { facts: 0, ore: 0 };
    for (let nr = 1; nr <= 40; nr += 5) {
      const more = await rounds(keys, nr, nr + 4);
      told = { facts: told.facts + more.facts, ore: told.ore + more.ore };
    }
    isOver = true;
    await cutting;
    await engine.settled('adder');
    await expectSums(engine, told);
    expect(await engine.letters.list({ open: false })).toEqual([]);
  });
});

/** Keys of so many different shards, in the order of the shards. */
function keysOfShards(n: number): string[] {
  return Array.from({ length: n }, (_, shard) => {
    for (;;) {
      const key = newId();
      if (shardOf(key) === shard) return key;
    }
  });
}
