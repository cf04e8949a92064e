import { newId } from '#libs/contracts';
import { PgLog, shardOf, type LogBatch } from '#libs/messaging';
import { Engine, type Following } from './engine.js';
import { adder, expectSums, run, SUMS } from './sums.js';
import { transports } from './transports.js';

describe('the inbox', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transports[0]!, SUMS);
  });
  afterEach(() => engine?.close());

  /** Ten facts of one key, as the transport would hand them over. */
  async function ten(): Promise<LogBatch> {
    const key = newId();
    const log = new PgLog(engine.here.inboxPool, 'ordering');
    await engine.tell(...run(key, 1, 10));
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
});
