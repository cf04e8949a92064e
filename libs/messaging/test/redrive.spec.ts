import { newId } from '#libs/contracts';
import { Engine } from './engine.js';
import { adder, expectSums, nrOf, run, SUMS } from './sums.js';
import { transports } from './transports.js';

const decided = { by: 'p-operator', reason: 'the mill was mended' };

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
    while ((await engine.letters.openCount()) > 0) await engine.letters.redrive(consumer, 'ordering', key, decided);
    await coming;
    await engine.settled('adder');
    expect(await open()).toEqual([]);
    await expectSums(engine, { facts: 90, ore: 90 });
    const [letter] = await engine.letters.list({ open: false });
    expect(letter).toMatchObject({ resolved_by: 'p-operator', resolution: 'applied: the mill was mended' });
    const [notice] = await engine.here.query<{ data: object }>(
      `SELECT data FROM log WHERE type LIKE '%.FactResumed.v1'`,
    );
    expect(notice!.data).toMatchObject({
      consumer: 'adder',
      position: letter!.pos,
      reason: 'applied: the mill was mended',
    });
  });

  it('is tried alone: what kills the process in a redrive takes nothing else along', async () => {
    const [key, ...others] = Array.from({ length: 40 }, () => newId());
    let isBroken = true;
    let working = 0;
    const beside: number[] = [];
    const consumer = adder(async (fact) => {
      if (isBroken && fact.key === key) throw new Error('cannot digest this');
      working += 1;
      // Long enough for others to come in between, if they are let.
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      if (fact.key === key) beside.push(working - 1);
      working -= 1;
    });
    await engine.tell(...run(key!, 1, 5));
    await engine.follow(consumer);
    await engine.settled('adder');
    isBroken = false;
    for (let nr = 1; nr <= 10; nr += 1) await engine.tell(...others.flatMap((other) => run(other, nr, nr)));
    expect(await engine.letters.redrive(consumer, 'ordering', key!, decided)).toBe(5);
    await engine.settled('adder');
    expect(beside).toEqual([0, 0, 0, 0, 0]);
    await expectSums(engine, { facts: 395, ore: 395 });
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
    expect(await engine.letters.redrive(consumer, 'ordering', key, decided)).toBe(2);
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
    await expect(engine.letters.redrive(consumer, 'ordering', key, decided)).rejects.toThrow('cannot digest this');
    const [first] = await engine.letters.list();
    expect(first).toMatchObject({ attempts: 4, error: 'Error: cannot digest this' });
    await engine.letters.discard(first!.id, { by: 'p-operator', reason: 'the order was a test' });
    expect(await engine.letters.redrive(consumer, 'ordering', key, decided)).toBe(2);
    expect(await engine.letters.openCount()).toBe(0);
    expect(await engine.letters.discard(first!.id, { by: 'p-other', reason: 'twice' })).toBe(false);
    const [given] = await engine.letters.list({ open: false });
    expect(given).toMatchObject({ resolved_by: 'p-operator', resolution: 'discarded: the order was a test' });
  });
});
