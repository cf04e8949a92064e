import { newId } from '#libs/contracts';
import { until } from '#libs/service-kit/testing';
import { Engine } from './engine.js';
import { adder, SUMS, sumsOf } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('a stop over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  it('under load ends what has begun: nothing is handed out a second time', async () => {
    const keys = Array.from({ length: 20 }, () => newId());
    const handed: string[] = [];
    const consumer = adder(({ key, data }) => void handed.push(`${key} ${(data as { nr: number }).nr}`));
    const telling = (async () => {
      for (let nr = 1; nr <= 60; nr += 1) await engine.tell(...keys.map((key) => ({ key, nr, ore: 1 })));
    })();
    for (let i = 1; i <= 4; i += 1) {
      const { source } = await engine.follow(consumer);
      await until(() => handed.length >= i * 200);
      await source.stop(5_000);
      expect((await sumsOf(engine)).facts).toBe(handed.length);
    }
    await telling;
    await engine.follow(consumer);
    await engine.settled('adder');
    expect(new Set(handed).size).toBe(1_200);
    expect(handed).toHaveLength(1_200);
    expect(await sumsOf(engine)).toEqual({ facts: 1_200, ore: 1_200, disorder: 0 });
  });

  it('waits for a batch that does not end, but not for ever', async () => {
    let release!: () => void;
    const forever = new Promise<void>((resolve) => (release = resolve));
    let begun = false;
    const { source } = await engine.follow(
      adder(() => {
        begun = true;
        return forever;
      }),
    );
    await engine.tell({ key: newId(), nr: 1 });
    await until(() => begun);
    const before = performance.now();
    await source.stop(300);
    expect(performance.now() - before).toBeGreaterThan(290);
    release();
  });
});
