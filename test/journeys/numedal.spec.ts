import { localDay } from '#libs/contracts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A build may come first. */
const PATIENCE_MS = 120_000;

/** What every run promises, whatever the day. */
const PROMISED = {
  orders: {
    placed: 14,
    cleared: 14,
    held: 1,
    refused: 0,
    confirmed: 13,
    delivered: 11,
    accepted: 11,
    disputed: 1,
    withdrawn: 1,
    fallback: 1,
  },
  valueOre: 4_020_000,
  facilitatedMinutes: 3_155,
  rippleOre: 634_200,
  paths: { OUTSIDE_LAW: 13, PART_I: 1 },
};

interface Run {
  code: number | null;
  lines: string[];
  /** All that was told, with every kind of space as one plain space. */
  told: string;
  sums: typeof PROMISED & { elapsedMs: number };
  errors: string;
}

let folder: string;
let port: number;
let alone: Run;
let together: Record<'2026-06-30' | '2026-07-01' | 'today', Run>;

async function demo(...args: string[]): Promise<Run> {
  const env = { ...process.env, PORT: String(port), DATA_DIR: folder };
  const child = spawn(process.execPath, [join(root, 'dist/infra/demo/main.js'), ...args], { env });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = output.trimEnd().split('\n');
  const last = lines.at(-1)!;
  const sums = (last.startsWith('{') ? JSON.parse(last) : undefined) as Run['sums'];
  return { code, lines, told: output.replace(/\s+/g, ' '), sums, errors };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return free;
}

beforeAll(async () => {
  const build = spawn(process.execPath, [join(root, 'infra/ensure.mjs'), '--no-run'], { stdio: 'inherit' });
  expect(await once(build, 'close')).toEqual([0, null]);
  folder = mkdtempSync(join(tmpdir(), 'inkluderende-numedal-'));
  // Started by root, PostgreSQL runs as another account and must get through.
  chmodSync(folder, 0o755);
  port = await freePort();
  alone = await demo('--as-of', '2018-02-28', '--json');
  const [june, july, today] = await Promise.all([
    demo('--as-of', '2026-06-30', '--json'),
    demo('--as-of', '2026-07-01', '--json'),
    demo('--json'),
  ]);
  together = { '2026-06-30': june, '2026-07-01': july, today };
}, PATIENCE_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe('the Numedal story', () => {
  it('comes to what it promises, and the platform that was started for it is stopped again', async () => {
    expect(alone).toMatchObject({ code: 0, sums: PROMISED });
    expect(alone.errors).toContain('so one was started');
    expect(alone.sums.elapsedMs).toBeGreaterThan(0);
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow('fetch failed');
    expect(readdirSync(join(folder, 'demo-runs'))).toEqual([]);
  });

  it('says of February 2018 what the article says', () => {
    expect(alone.told).toContain(
      "Meeting food of the three together in a year: 49 900 kroner, about 50 000; each is far below the law's scope " +
        'of 100 000 kroner on 28 February 2018: direct purchase.',
    );
    expect(alone.told).toMatch(/All figures are invented.*8 % of the turnover.*50 000.*not reconciled/);
  });

  it('gives the same figures again on the same data, on any day, and to several runs at once', () => {
    for (const run of Object.values(together)) expect(run).toMatchObject({ code: 0, sums: PROMISED });
  });

  it('meets the scope of the law of the day', () => {
    const decision = (scope: string) => `103 000 of ${scope} used`;
    expect(together['2026-06-30'].told).toContain(decision('100 000'));
    expect(together['2026-07-01'].told).toContain('515 000 of 500 000 used');
    expect(together['2026-07-01'].told).toContain("law's scope of 500 000 kroner on 1 July 2026: direct purchase");
    for (const run of [alone, ...Object.values(together)]) expect(run.told).toContain('Decision: approved. Three');
  });

  it('names the municipalities by the number of the day', () => {
    expect(alone.told).toMatch(/Nore og Uvdal 0633 40 % Flesberg 0631 35 % Rollag 0632 25 %/);
    expect(together.today.told).toMatch(/Nore og Uvdal 3338 40 % Flesberg 3334 35 % Rollag 3336 25 %/);
  });

  it('tells each of its turns', () => {
    const turns = [
      /Reparasjon, 60 skolestoler 11 500 direct purchase nobody accepted Avdeling Rødberg does not do this work; Avdeling Lampeland has too few hours \(300 of 1 800 minutes\)/,
      /claimed at the same moment and was told 409 order-taken/,
      /Vask, arbeidstøy [\d ]+ Part I approved Lampeland under way Held/,
      /Disputed: Twelve rolls were missing\. Then accepted at 3 000 kroner/,
      /Kveldsmat, temamøtet 2 900 direct purchase Lampeland withdrawn/,
      /Lunsj, eiermøtet .* The joint meeting of the owners/,
      /the power company, Dalen Kraft AS \(oppdiktet\): 270 000 kroner/,
      /Rollag \(\d{4}\) 4 857 Numedal Bakeri \(oppdiktet\)/,
      /furniture-repair in Rollag, orders: 1, because .* \(nobody-eligible\)/,
      /catering 1 5 800 8,4 : 1 965/,
    ];
    for (const turn of turns) expect(together.today.told).toMatch(turn);
    expect(together.today.told.match(/Rydding, Rødberg sentrum 1 200 direct purchase Rødberg accepted/g)).toHaveLength(
      4,
    );
  });

  it('fits into a hundred columns without colours', () => {
    for (const { lines } of [alone, ...Object.values(together)]) {
      expect(lines.slice(0, -1).filter((line) => line.length > 100 || /\u001b|undefined|NaN|null/.test(line))).toEqual(
        [],
      );
    }
  });

  it('refuses a day it cannot play in one sentence', async () => {
    const [never, tomorrow, unknown] = await Promise.all([
      demo('--as-of', '2018-02-30'),
      demo('--as-of', '2199-01-01'),
      demo('--faster'),
    ]);
    const today = localDay(new Date().toISOString());
    const sentence = (day: string) =>
      `--as-of must be a day from 2017-02-01 to today, ${today}, written YYYY-MM-DD: "${day}" is none.\n`;
    expect(never).toMatchObject({ code: 2, errors: sentence('2018-02-30') });
    expect(tomorrow).toMatchObject({ code: 2, errors: sentence('2199-01-01') });
    expect(unknown).toMatchObject({ code: 2, errors: expect.stringContaining('Usage: npm run demo') as string });
  });
});
