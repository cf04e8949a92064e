import { factNamed, newId, wireTypes, type Upcaster } from '#libs/contracts';
import { History, PgLog, shardOf, type Cause, type Consumer } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine, type Told } from './engine.js';
import { adder, expectSums, keyBeside, nrOf, SUMS } from './sums.js';
import { transports } from './transports.js';

/** Each version of these tests counts in a unit ten times smaller, so that a sum shows a version that was misread. */
const tenfold = (older: { ore: number }) => ({ ...older, ore: older.ore * 10 });

/** The upcasters of a catalogue that these tests bring up to date, as a release does. */
const upcasters = factNamed('OrderPlaced')!.meaning.upcasters as Upcaster[];
const knowUpTo = (version: number) => {
  upcasters.length = 0;
  while (upcasters.length < version - 1) upcasters.push(tenfold);
};

/** What a release that writes this version tells of one krone. */
const written = (version: number, key: string, nr: number): Told => ({
  ...{ key, nr, ore: 10 ** (version - 1) },
  type: `no.inkluderendekommune.ordering.OrderPlaced.v${version}`,
});

describe.each(transports)('facts of several versions over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  beforeEach(() => knowUpTo(2));
  afterEach(() => engine?.clear('sums'));
  afterAll(() => {
    knowUpTo(1);
    return engine?.close();
  });

  /** What a consumer was given, as type and øre. */
  const given: string[] = [];
  const note = ({ type, data }: { type: string; data: unknown }) =>
    given.push(`${type.split('.').at(-1)}: ${(data as { ore: number }).ore}`);
  beforeEach(() => void (given.length = 0));

  it('reach a projection in the newest version that it knows, in order', async () => {
    const key = newId();
    await engine.tell(written(1, key, 1), written(1, key, 2), written(2, key, 3));
    await engine.follow(adder(note));
    await engine.settled('adder');
    expect(given).toEqual(['v2: 10', 'v2: 10', 'v2: 10']);
    await expectSums(engine, { facts: 3, ore: 30 });
  });

  it('reach a reaction so too, as what it is given and as its cause', async () => {
    const handle = async (data: unknown, cause: Cause) => {
      expect(cause.fact?.data).toBe(data);
      note(cause.fact);
    };
    const reacting: Consumer = { name: 'reacting', kind: 'reaction', handlers: new Map([['OrderPlaced', handle]]) };
    const key = newId();
    await engine.tell(written(1, key, 1), written(2, key, 2));
    await engine.follow(reacting);
    await engine.settled('reacting');
    expect(given).toEqual(['v2: 10', 'v2: 10']);
  });

  it('of a producer deployed first make their shard wait, no other, and are applied after the upgrade', async () => {
    const key = newId();
    const beside = keyBeside(key, (shard, other) => shard === other);
    const elsewhere = keyBeside(key, (shard, other) => shard !== other);
    await engine.tell(
      ...[written(1, key, 1), written(2, key, 2), written(3, key, 3), written(3, key, 4)],
      ...[written(2, beside, 1), written(2, elsewhere, 1), written(2, elsewhere, 2)],
    );
    const { source } = await engine.follow(adder(), { patienceMs: 100 });
    const reason = 'OrderPlaced.v3 is not the version known here: upgrade';
    const waiting = await until(
      () => source.health().waiting.filter(({ error }) => error.endsWith(reason)),
      (all) => all.length > 0,
    );
    expect(waiting).toMatchObject([{ source: 'ordering', shard: shardOf(key) }]);
    await until(async () => (await engine.behind('adder')).length === 1);
    await expectSums(engine, { facts: 4, ore: 40 });
    expect(await engine.letters.list()).toEqual([]);

    await engine.rest();
    knowUpTo(3);
    await engine.follow(adder(note));
    await engine.settled('adder');
    // What was applied before the upgrade counted in the older unit; the rest comes as version 3, the older one too.
    expect(given).toEqual(['v3: 100', 'v3: 100', 'v3: 100']);
    await expectSums(engine, { facts: 7, ore: 340 });
    expect(await engine.letters.list()).toEqual([]);
  });

  it('hold nobody who does nothing with them', async () => {
    const key = newId();
    const type = 'no.inkluderendekommune.ordering.OrderClosed.v9';
    await engine.tell({ key, nr: 2, type }, written(2, key, 1));
    await engine.follow(adder());
    await engine.settled('adder');
    await expectSums(engine, { facts: 1, ore: 10 });
  });

  it('are put aside as they were written, and taken up again in the newest version', async () => {
    const key = newId();
    await engine.tell(written(1, key, 1), written(2, key, 2));
    const cannot = adder(() => {
      throw new Error('cannot digest this');
    });
    await engine.follow(cannot);
    await engine.settled('adder');
    const letters = await engine.letters.list();
    expect(letters.map(({ type, envelope }) => [type, nrOf(envelope)])).toEqual(
      wireTypes(factNamed('OrderPlaced')!).map((type, i) => [type, i + 1]),
    );

    knowUpTo(3);
    expect(await engine.letters.redrive(adder(note), 'ordering', key, { by: 'p-operator', reason: 'upgraded' })).toBe(
      2,
    );
    expect(given).toEqual(['v3: 100', 'v3: 100']);
  });

  it('are parked where an upcaster fails', async () => {
    upcasters[0] = () => {
      throw new Error('no such field');
    };
    const key = newId();
    await engine.tell(written(1, key, 1));
    await engine.follow(adder());
    await engine.settled('adder');
    expect(await engine.letters.list()).toMatchObject([{ error: 'Error: no such field' }]);
  });

  it('stay in the log as they were written, and are in a history in the words of today', async () => {
    const key = newId();
    await engine.tell(written(1, key, 1), written(2, key, 2), written(3, key, 3));
    const batch = await new PgLog(engine.here.inboxPool, 'ordering').after(shardOf(key), 0, 10);
    batch!.facts.forEach(note);
    expect(given).toEqual(['v1: 1', 'v2: 10', 'v3: 100']);

    given.length = 0;
    (await new History(engine.here.pool, ['ordering']).of(key)).forEach(note);
    expect(given).toEqual(['v2: 10', 'v2: 10', 'v3: 100']);
  });
});
