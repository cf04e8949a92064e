import { newId } from '#libs/contracts';
import { shardOf, TransientError, type Consumer, type FactEnvelope, type Write } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine, type Told } from './engine.js';
import { adder, adding, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

const nrOf = (fact: FactEnvelope) => (fact.data as { nr: number }).nr;

describe.each(transports)('what cannot be applied, over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(async () => {
    await engine?.rest();
    for (const table of ['sums', 'dead_letter', 'cursor']) await engine.here.query(`DELETE FROM ${table}`);
    await engine.owner.query('DELETE FROM log');
    await engine.owner.query('UPDATE shard SET head = 0');
  });
  afterAll(() => engine?.close());

  const run = (key: string, from: number, to: number): Told[] =>
    Array.from({ length: to - from + 1 }, (_, i) => ({ key, nr: from + i, ore: 1 }));
  const open = async () =>
    (await engine.letters.list()).map(({ envelope, behind }) => ({ nr: nrOf(envelope), behind }));

  it('is one fact in the middle of a batch: only that and what follows of its key is parked', async () => {
    const [poisoned, innocent] = keysOfOneShard();
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

    expect(await engine.letters.redrive(adder(), 'ordering', key)).toBe(3);
    await expectSums(engine, { facts: 5, ore: 5 });
  });

  it('waits, and is not parked, where it is of a version that only a newer service knows', async () => {
    const key = newId();
    await engine.tell({ key, nr: 1, ore: 1, type: 'no.inkluderendekommune.ordering.OrderPlaced.v2' });
    const { source } = await engine.follow(adder(), { patienceMs: 100 });
    const [waiting] = await until(
      () => source.health().waiting,
      (all) => all.length > 0,
    );
    expect(waiting!.error).toMatch('OrderPlaced.v2 is not the version known here');
    await expectSums(engine, { facts: 0, ore: 0 });
    expect(await open()).toEqual([]);
  });

  it('holds nobody else while it waits for something that is down', async () => {
    const [stuck, free] = [newId(), newId()];
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

  it('is parked again when an operator lets the log run through anew', async () => {
    const key = newId();
    await engine.tell(...run(key, 1, 2));
    let isBroken = true;
    const consumer = adder(() => {
      if (isBroken) throw new Error('cannot digest this');
    });
    await engine.follow(consumer);
    await engine.settled('adder');
    isBroken = false;
    expect(await engine.letters.redrive(consumer, 'ordering', key)).toBe(2);
    await engine.rest();

    isBroken = true;
    await engine.here.query('UPDATE cursor SET pos = 0');
    await engine.follow(consumer);
    await engine.settled('adder');
    expect(await open()).toEqual([
      { nr: 1, behind: false },
      { nr: 2, behind: true },
    ]);
  });

  it('is applied in order when it is redriven while new facts of its key come in', async () => {
    const key = newId();
    let isBroken = true;
    const consumer = adder(() => {
      if (isBroken) throw new Error('cannot digest this');
    });
    await engine.tell(...run(key, 1, 30));
    await engine.follow(consumer);
    await engine.settled('adder');
    isBroken = false;
    const coming = (async () => {
      for (let nr = 31; nr <= 90; nr += 1) await engine.tell({ key, nr, ore: 1 });
    })();
    while ((await engine.letters.openCount()) > 0) await engine.letters.redrive(consumer, 'ordering', key);
    await coming;
    await engine.settled('adder');
    expect(await open()).toEqual([]);
    await expectSums(engine, { facts: 90, ore: 90 });
  });

  it('can be given up, with a name and a reason; what follows is applied on redrive', async () => {
    const key = newId();
    const consumer = adder((fact) => {
      if (nrOf(fact) === 1) throw new Error('cannot digest this');
    });
    await engine.tell(...run(key, 1, 3));
    await engine.follow(consumer);
    await engine.settled('adder');
    await expect(engine.letters.redrive(consumer, 'ordering', key)).rejects.toThrow('cannot digest this');
    const [first] = await engine.letters.list();
    expect(first).toMatchObject({ attempts: 4, error: 'Error: cannot digest this' });
    await engine.letters.discard(first!.id, 'p-operator', 'the order was a test');
    expect(await engine.letters.redrive(consumer, 'ordering', key)).toBe(2);
    expect(await engine.letters.openCount()).toBe(0);
    const [given] = await engine.letters.list({ open: false });
    expect(given).toMatchObject({ resolved_by: 'p-operator', resolution: 'discarded: the order was a test' });
  });
});

/** Two keys that share a shard, so that a batch holds both. */
function keysOfOneShard(): [string, string] {
  const first = newId();
  for (;;) {
    const second = newId();
    if (shardOf(second) === shardOf(first)) return [first, second];
  }
}
