import { newId } from '#libs/contracts';
import { Rebuild, type Comparison, type ProjectionConsumer } from '#libs/messaging';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { adminOf } from '../../../infra/testing/database.js';
import { Engine } from './engine.js';
import { adder, expectSums, nrOf, run, SUMS } from './sums.js';
import { transports } from './transports.js';

const HERE = 'procurement-compliance';
const SCHEMA = 'procurement_compliance_next';
const [transport] = transports;

describe('a projection that is rebuilt', () => {
  let engine: Engine;
  let url: string;
  beforeEach(async () => {
    engine = await Engine.start(transport!, SUMS);
    url = await adminOf(engine.urls[HERE.replace('-', '_')]!);
  });
  afterEach(() => engine?.close());

  async function rebuild(wantsSwitch: (found: Comparison) => boolean, consumer: ProjectionConsumer = adder()) {
    const rebuild = await Rebuild.open(HERE, url, consumer);
    try {
      await rebuild.catchUp();
      return await rebuild.compare(wantsSwitch);
    } finally {
      await rebuild.close();
    }
  }
  const isBeside = async () =>
    (await engine.here.query('SELECT FROM pg_namespace WHERE nspname = $1', [SCHEMA])).length > 0;
  const keys = Array.from({ length: 20 }, () => newId());
  const tellAll = async (from: number, to: number) => {
    for (let nr = from; nr <= to; nr += 1) await engine.tell(...keys.flatMap((key) => run(key, nr, nr)));
  };

  it('equals the live one, which goes on meanwhile, and leaves nothing behind when it is taken over', async () => {
    await tellAll(1, 10);
    await engine.follow(adder());
    let [nr, isOver] = [10, false];
    const coming = (async () => {
      while (!isOver) await tellAll((nr += 1), nr);
    })();
    const found = await rebuild(() => true);
    isOver = true;
    await coming;
    expect(found).toMatchObject({ isSame: true, switched: true, parked: [] });
    expect(found.tables).toEqual([{ table: 'sums', live: 20, rebuilt: 20, onlyLive: 0, onlyRebuilt: 0 }]);
    expect(await isBeside()).toBe(false);
    await engine.settled('adder');
    await expectSums(engine, { facts: 20 * nr, ore: 20 * nr });
  });

  it('shows row for row where the live one differs, and mends it only when that is wanted', async () => {
    await tellAll(1, 5);
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.here.query('UPDATE sums SET ore = ore + 1 WHERE key = $1', [keys[0]]);
    await engine.here.query('DELETE FROM sums WHERE key = $1', [keys[1]]);
    await engine.here.query(`INSERT INTO sums VALUES ('nobody', 1, 1, 1, 0)`);
    const differing = [{ table: 'sums', live: 20, rebuilt: 20, onlyLive: 2, onlyRebuilt: 2 }];
    const looked = await rebuild(({ isSame }) => isSame);
    expect(looked).toEqual({ tables: differing, parked: [], isSame: false, switched: false });
    expect(await isBeside()).toBe(true);
    expect((await rebuild(() => true)).switched).toBe(true);
    await tellAll(6, 7);
    await engine.settled('adder');
    await expectSums(engine, { facts: 140, ore: 140 });
  });

  it('is not taken over where it cannot apply what the live one has applied', async () => {
    await engine.tell(...run(keys[0]!, 1, 3));
    await engine.follow(adder());
    await engine.settled('adder');
    const broken = adder((fact) => {
      if (nrOf(fact) === 2) throw new Error('cannot digest this');
    });
    const found = await rebuild(() => true, broken);
    expect(found).toMatchObject({ isSame: false, switched: false });
    expect(found.parked).toEqual([expect.stringMatching('cannot digest this'), expect.stringMatching('behind')]);
    await expectSums(engine, { facts: 3, ore: 3 });
  });

  it('applies what was put aside, and leaves out what was given up', async () => {
    const [mended, given] = keys as [string, string];
    await engine.tell(...run(mended, 1, 3), ...run(given, 1, 1));
    let isBroken = true;
    await engine.follow(
      adder((fact) => {
        if (isBroken && nrOf(fact) === 1) throw new Error('cannot digest this');
      }),
    );
    await engine.settled('adder');
    isBroken = false;
    const [letter] = await engine.letters.list({ key: given });
    await engine.letters.discard(letter!.id, { by: 'p-operator', reason: 'a test' });
    expect((await rebuild(() => true)).switched).toBe(true);
    await expectSums(engine, { facts: 3, ore: 3 });
    expect(await engine.letters.openCount()).toBe(0);
    const all = await engine.letters.list({ open: false });
    expect(all.map(({ resolution }) => resolution).sort()).toEqual([
      ...Array(3).fill('applied: by a rebuild'),
      'discarded: a test',
    ]);
    const notices = await engine.here.query<{ type: string }>(`SELECT type FROM log WHERE type LIKE '%FactResumed.v1'`);
    expect(notices).toHaveLength(3);
  });

  it('goes on where it was however often it is killed, also in the middle of the switch, and runs once at a time', async () => {
    await tellAll(1, 15);
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.here.query('UPDATE sums SET ore = 0');
    for (const killAt of ['40', '100', 'switch']) expect(await inAProcess(killAt)).toBe('SIGKILL');
    await expectSums(engine, { facts: 300, ore: 0 });
    const first = await Rebuild.open(HERE, url, adder());
    await expect(Rebuild.open(HERE, url, adder())).rejects.toThrow('is being rebuilt already');
    await first.close();
    expect(await inAProcess('never')).toBe(0);
    await expectSums(engine, { facts: 300, ore: 300 });
  }, 120_000);

  async function inAProcess(killAt: string): Promise<string | number> {
    const program = fileURLToPath(new URL('./rebuild-process.ts', import.meta.url));
    const swc = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
    const stdio = ['ignore', 'inherit', 'inherit'] as const;
    const child = spawn(process.execPath, [...swc, program, HERE, url, killAt], { stdio: [...stdio] });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code ?? signal!;
  }
});
