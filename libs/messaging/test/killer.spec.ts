import { newId } from '#libs/contracts';
import { TransientError } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Engine } from './engine.js';
import { adder, expectSums, run, SUMS } from './sums.js';
import { transports } from './transports.js';

describe.each(transports)('blame for killing the process, over $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  /** Starts the consumer in a process of its own; how that ended. */
  async function start(killer: string, kills: object): Promise<string | number> {
    const program = fileURLToPath(new URL('./killer-process.ts', import.meta.url));
    const retry = { most: 3, baseMs: 5, capMs: 50, ...kills };
    const urls = JSON.stringify(engine.urls['procurement_compliance']);
    const kafka = engine.line.kafka ? JSON.stringify(engine.line.kafka.client.settings) : '';
    const args = [kafka, urls, killer, JSON.stringify(retry)];
    const swc = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
    const child = spawn(process.execPath, [...swc, program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code ?? signal!;
  }

  it('falls on a fact after so many starts over so long a time: it is parked with what follows of its key', async () => {
    const [killer, innocent] = [newId(), newId()];
    await engine.tell(...run(killer, 1, 5), ...run(innocent, 1, 5));
    // Once in company and twice alone: too often where once is the most, but over too short a time.
    const tooSoon = { kills: 1, killedOverMs: 3_600_000 };
    for (let i = 0; i < 3; i += 1) expect(await start(killer, tooSoon)).toBe('SIGKILL');
    expect(await start(killer, { kills: 1, killedOverMs: 1 })).toBe(0);
    const letters = await engine.letters.list();
    const parked = [1, 2, 3, 4, 5].map((nr) => ({ key: killer, behind: nr > 1 }));
    expect(letters.map(({ key, behind }) => ({ key, behind }))).toEqual(parked);
    expect(letters[0]!.reason).toBe('killed the process');
    await expectSums(engine, { facts: 5, ore: 5 });
  });

  it('is found out alone: what an earlier process did not live to end is tried while nothing else is', async () => {
    const keys = Array.from({ length: 30 }, () => newId());
    const suspect = keys[0]!;
    await engine.tell(...keys.flatMap((key) => run(key, 1, 1)));
    await engine.follow(adder());
    await engine.settled('adder');
    await engine.rest();
    await engine.tell(...keys.flatMap((key) => run(key, 2, 3)));
    const [next] = await engine.source.query<{ shard: number; pos: number }>(
      `SELECT shard, min(pos) AS pos FROM log WHERE shard = (SELECT shard FROM log WHERE key = $1 LIMIT 1) AND agg_version > 1 GROUP BY shard`,
      [suspect],
    );
    await engine.here.query('UPDATE cursor SET started_pos = $2 WHERE shard = $1', [next!.shard, next!.pos]);
    let working = 0;
    let inCompany = 0;
    let alone = 0;
    const consumer = adder(async ({ shard, pos }) => {
      working += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (working > 1) inCompany += 1;
      if (shard === next!.shard && pos === next!.pos) alone = working;
      working -= 1;
    });
    await engine.follow(consumer);
    await engine.settled('adder');
    expect(alone).toBe(1);
    expect(inCompany).toBeGreaterThan(0);
  });

  it('never falls on a fact that only waits, however often its process is started anew', async () => {
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
  });
});
