import { newId } from '#libs/contracts';
import { Engine } from './engine.js';
import { adder, expectSums, nrOf, run, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('what was parked, over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.clear('sums'));
  afterAll(() => engine?.close());

  const open = async () =>
    (await engine.letters.list()).map(({ envelope, behind }) => ({ nr: nrOf(envelope), behind }));

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
