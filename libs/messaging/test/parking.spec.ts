import { newId } from '#libs/contracts';
import { TransientError, type Consumer, type Write } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine } from './engine.js';
import { adder, adding, expectSums, keyBeside, nrOf, run, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('what cannot be applied, over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.clear('sums'));
  afterAll(() => engine?.close());

  const open = async () =>
    (await engine.letters.list()).map(({ envelope, behind }) => ({ nr: nrOf(envelope), behind }));

  it('is one fact in the middle of a batch: only that and what follows of its key is parked', async () => {
    const poisoned = newId();
    const innocent = keyBeside(poisoned, (shard, other) => shard === other);
    const facts = run(innocent, 1, 40).flatMap((each) => [each, { ...each, key: poisoned }]);
    await engine.tell(...facts);
    const consumer = adder((fact) => {
      if (fact.key === poisoned && nrOf(fact) === 20) throw new Error('cannot digest this');
    });
    const { failures } = await engine.follow(consumer);
    await engine.settled('adder');
    await expectSums(engine, { facts: 59, ore: 59 });
    expect(await open()).toEqual(run(poisoned, 20, 40).map(({ nr }) => ({ nr, behind: nr > 20 })));
    expect(failures).toHaveLength(3);
  });

  it('is parked however much the log grows with facts that the consumer does not know', async () => {
    const key = newId();
    let nr = 1;
    const consumer = adder(async () => {
      await engine.tell({ key, nr: (nr += 1), type: 'no.inkluderendekommune.ordering.SomethingNewer.v1' });
      throw new Error('cannot digest this');
    });
    await engine.tell({ key, nr });
    await engine.follow(consumer);
    await until(open, (letters) => letters.length === 1);
    expect(nr).toBe(4);
  });

  it('is parked where its row is there already, however often that is tried', async () => {
    const key = newId();
    const insert: Write = { text: `INSERT INTO sums VALUES ('taken', 1, 1, 1, 0)`, values: [] };
    const consumer: Consumer = {
      name: 'inserter',
      kind: 'projection',
      handlers: new Map([['OrderPlaced', async () => [insert]]]),
    };
    await engine.tell(...run(key, 1, 2));
    await engine.follow(consumer);
    await engine.settled('inserter');
    expect(await open()).toEqual([{ nr: 2, behind: false }]);
    expect((await engine.letters.list())[0]!.error).toMatch('duplicate key');
  });

  it.each([
    [
      'a value that it cannot write',
      {
        text: 'SELECT $1',
        values: [
          {
            toPostgres: () => {
              throw new Error('no');
            },
          },
        ],
      },
    ],
    ['a name that it knows for another text', { name: 'add', text: 'SELECT 1', values: [] }],
  ])('is not lost where the driver refuses %s', async (_, refused) => {
    const consumer = adder();
    consumer.handlers.set('OrderPlaced', async (_, fact) =>
      nrOf(fact) === 3 ? [...adding(fact), refused] : adding(fact),
    );
    const key = newId();
    await engine.tell(...run(key, 1, 5));
    await engine.follow(consumer);
    await engine.settled('adder');
    expect(await open()).toEqual([3, 4, 5].map((nr) => ({ nr, behind: nr > 3 })));
    await expectSums(engine, { facts: 2, ore: 2 });

    expect(await engine.letters.redrive(adder(), 'ordering', key, { by: 'p-operator', reason: 'mended' })).toBe(3);
    await expectSums(engine, { facts: 5, ore: 5 });
  });

  it('holds nobody else while it waits for something that is down', async () => {
    const stuck = newId();
    const free = keyBeside(stuck, (shard, other) => shard !== other);
    let isDown = true;
    await engine.tell(...run(stuck, 1, 3), ...run(free, 1, 3));
    await engine.follow(
      adder((fact) => {
        if (isDown && fact.key === stuck) throw new TransientError('down');
      }),
    );
    await until(async () => (await engine.behind('adder')).length === 1);
    await expectSums(engine, { facts: 3, ore: 3 });
    isDown = false;
    await engine.settled('adder');
    await expectSums(engine, { facts: 6, ore: 6 });
  });

  it('is tried ever more seldom while it waits, each shard by itself', async () => {
    const stuck = newId();
    const keys = [stuck, keyBeside(stuck, (shard, other) => shard !== other)];
    const tries = new Map(keys.map((key) => [key, [] as number[]]));
    await engine.tell(...keys.flatMap((key) => run(key, 1, 1)));
    const consumer = adder(({ key }) => {
      tries.get(key)!.push(performance.now());
      throw new TransientError('down');
    });
    await engine.follow(consumer, { retry: { baseMs: 8, capMs: 60_000 } });
    await until(() => [...tries.values()].every(({ length }) => length >= 6));
    // 8 + 16 + 32 + 64 + 128
    for (const [first, , , , , sixth] of tries.values()) expect(sixth! - first!).toBeGreaterThan(240);
  });

  it('keeps what follows of its key from being tried at all', async () => {
    const key = newId();
    const tried: number[] = [];
    const consumer = adder((fact) => {
      tried.push(nrOf(fact));
      throw new Error('cannot digest this');
    });
    await engine.tell(...run(key, 1, 1));
    await engine.follow(consumer);
    await engine.settled('adder');
    await engine.tell(...run(key, 2, 3));
    await engine.settled('adder');
    await engine.rest();
    await engine.tell(...run(key, 4, 5));
    await engine.follow(consumer);
    await engine.settled('adder');
    expect(tried).toEqual([1, 1, 1]);
    expect(await open()).toHaveLength(5);
  });
});
