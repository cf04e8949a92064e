import { newId } from '#libs/contracts';
import { TransientError } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Engine, type Told } from './engine.js';
import { adder, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

const run = (key: string, from: number, to: number): Told[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ key, nr: from + i, ore: 1 }));

describe.each(transports)('a fact that kills the process, over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  /** Starts the consumer in a process of its own; how that ended. */
  async function start(killer: string, kills: object): Promise<string | number> {
    const program = fileURLToPath(new URL('./killer-process.ts', import.meta.url));
    const retry = { most: 3, baseMs: 5, capMs: 50, ...kills };
    const args = [JSON.stringify(engine.urls['procurement_compliance']), killer, JSON.stringify(retry)];
    const swc = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
    const child = spawn(process.execPath, [...swc, program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code ?? signal!;
  }

  it('is parked after so many starts over so long a time, with what follows of its key, and nothing else is', async () => {
    const [killer, innocent] = [newId(), newId()];
    await engine.tell(...run(killer, 1, 5), ...run(innocent, 1, 5));
    // Once in company and twice alone is too often where once is the most, but it was too soon.
    const tooSoon = { kills: 1, killedOverMs: 3_600_000 };
    for (let i = 0; i < 3; i += 1) expect(await start(killer, tooSoon)).toBe('SIGKILL');
    expect(await start(killer, { kills: 1, killedOverMs: 1 })).toBe(0);
    const letters = await engine.letters.list();
    const parked = [2, 3, 4, 5].map((nr) => ({ key: killer, behind: nr > 2 }));
    expect(letters.map(({ key, behind }) => ({ key, behind }))).toEqual(parked);
    expect(letters[0]!.reason).toBe('killed the process');
    await expectSums(engine, { facts: 6, ore: 6 });
  });
});

describe.each(transports)('a fact that waits, over $name', (transport) => {
  it('is not taken for a killer, however often its process is started anew', async () => {
    const engine = await Engine.start(transport, SUMS);
    const key = newId();
    let isDown = true;
    let tries = 0;
    const consumer = adder(() => {
      tries += 1;
      if (isDown) throw new TransientError('down');
    });
    await engine.tell(...run(key, 1, 3));
    const retry = { kills: 1, killedOverMs: 0, capMs: 2 };
    for (let start = 1; start <= 5; start += 1) {
      await engine.follow(consumer, { retry });
      await until(() => tries >= start * 4);
      await engine.rest();
    }
    // As a process leaves it that was killed while it tried: suspect from then on, and still not guilty.
    await engine.here.query('UPDATE cursor SET started_pos = 1 WHERE started_pos IS NOT NULL OR pos = 0');
    await engine.follow(consumer, { retry });
    await until(() => tries >= 30);
    isDown = false;
    await engine.settled('adder');
    await expectSums(engine, { facts: 3, ore: 3 });
    expect(await engine.letters.list({ open: false })).toEqual([]);
    await engine.close();
  });
});
