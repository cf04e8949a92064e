import { newId } from '#libs/contracts';
import { TransientError } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine, type Following } from './engine.js';
import { adder, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('readiness of a consumer over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  const reasons = ({ source }: Following) => source.health().waiting.map(({ error }) => error);
  // A machine that is busy elsewhere may make short work long too, so other reasons may come and go.
  const hearsOf = (following: Following, reason: string) =>
    until(
      () => reasons(following),
      (all) => all.includes(reason),
    );
  /** What is noted for operators, who cannot ask the process. */
  const failing = () =>
    engine.here.query(
      'SELECT last_error AS why, failing_since AS since FROM cursor WHERE coalesce(last_error, failing_since::text) IS NOT NULL',
    );
  const reasonsGo = (following: Following) => until(() => reasons(following).length === 0);

  it('hears nothing of short trouble, and the reason of trouble that lasts, until it is over', async () => {
    let isDown = true;
    const consumer = adder(() => {
      if (isDown) throw new TransientError('the mill is down');
    });
    const following = await engine.follow(consumer, { patienceMs: 1_000 });
    await engine.tell({ key: newId(), nr: 1, ore: 7 });
    await until(() => following.failures.length > 1);
    expect(reasons(following)).toEqual([]);
    await hearsOf(following, 'Error: the mill is down');
    expect(await failing()).toEqual([{ why: 'Error: the mill is down', since: expect.any(String) }]);
    isDown = false;
    await reasonsGo(following);
    expect(await failing()).toEqual([]);
    await expectSums(engine, { facts: 1, ore: 7 });
  });

  it('is told how far it is behind, and for how long it has not got on, until it has', async () => {
    let isDown = true;
    const consumer = adder(() => {
      if (isDown) throw new TransientError('the mill is down');
    });
    const key = newId();
    await engine.tell({ key, nr: 1 }, { key, nr: 2 });
    const { source } = await engine.follow(consumer);
    const behind = () => source.health().logs.map(({ source, lag, stillMs }) => [source, lag, stillMs > 50]);
    await until(behind, (seen) => JSON.stringify(seen) === '[["ordering",2,true]]');
    isDown = false;
    await until(
      () => source.health().logs[0]!,
      ({ lag, stillMs }) => lag === 0 && stillMs === 0,
    );
  });

  it('hears of a batch that does not end', async () => {
    let release!: () => void;
    const forever = new Promise<void>((resolve) => (release = resolve));
    const following = await engine.follow(
      adder(() => forever),
      { patienceMs: 100 },
    );
    await engine.tell({ key: newId(), nr: 1 });
    await hearsOf(following, 'one batch takes too long');
    release();
    await reasonsGo(following);
  });

  it('hears of a cursor that is gone or that somebody holds on to', async () => {
    const key = newId();
    const following = await engine.follow(adder(), { patienceMs: 100 });
    await engine.tell({ key, nr: 1 });
    await engine.settled('adder');
    const holder = await engine.here.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM cursor FOR UPDATE');
    await engine.tell({ key, nr: 2 });
    await hearsOf(following, 'its cursor is held by somebody else, or gone');
    await holder.query('ROLLBACK');
    holder.release();
    await reasonsGo(following);
  });

  // Over Kafka the source looks at no log; what it hears of brokers that are gone is told with them.
  const onLog = transport.name === 'postgres' ? it : it.skip;
  onLog('hears that the log cannot be looked at, and that it can again', async () => {
    const { source } = await engine.follow(adder(), { patienceMs: 100 });
    await until(() => source.health().running);
    await engine.owner.query('REVOKE SELECT ON shard FROM ordering_readers');
    await until(() => !source.health().running);
    await engine.owner.query('GRANT SELECT ON shard TO ordering_readers');
    await until(() => source.health().running);
  });

  it('hears of a consumer that was stopped', async () => {
    const { source } = await engine.follow(adder());
    await source.stop(1_000);
    expect(source.health().running).toBe(false);
  });
});
