import { newId } from '#libs/contracts';
import { TransientError } from '#libs/messaging';
import { Engine } from './engine.js';
import { adder, expectSums, run, SUMS } from './sums.js';
import { transports } from './transports.js';

const HOUR_MS = 3_600_000;

describe.each(transports)('a wall clock that is set back, over $name', (transport) => {
  const { now } = Date;
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => {
    Date.now = now;
  });
  afterAll(() => engine?.close());

  it('keeps nothing waiting that was to wait for a moment', async () => {
    const consumer = adder(() => {
      if (Date.now !== now) return;
      // In the middle of the wait that follows.
      setTimeout(() => (Date.now = () => now() - HOUR_MS), 500);
      throw new TransientError('not now');
    });
    await engine.tell(...run(newId(), 1, 3));
    await engine.follow(consumer, { retry: { baseMs: 1_500, capMs: 1_500 } });
    await engine.settled('adder', 15_000);
    await expectSums(engine, { facts: 3, ore: 3 });
  });
});
