import { newId } from '#libs/contracts';
import { Engine } from './engine.js';
import { adder, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('under load over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterAll(() => engine?.close());

  it('a projection that adds comes to the øre, every key in order', async () => {
    const keys = Array.from({ length: 40 }, newId);
    await engine.follow(adder());
    let ore = 0;
    for (let nr = 1; nr <= 50; nr += 1) {
      await engine.tell(...keys.map((key, i) => ({ key, nr, ore: nr * 100 + i })));
      ore += keys.reduce((sum, _, i) => sum + nr * 100 + i, 0);
    }
    await engine.settled('adder');
    await expectSums(engine, { facts: 2_000, ore });
  });
});
