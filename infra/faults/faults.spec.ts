import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { jarsOrWhyNot } from '../testing/kafka.js';
import type { FaultsFigures } from './faults.js';
import { mutantsOf } from './mutants.js';

const transports = ['postgres', ...((await jarsOrWhyNot()) ? ['kafka'] : [])] as ('postgres' | 'kafka')[];

// From the build, as anybody runs it: from the sources each start of each process would take seconds more.
const ENSURE = fileURLToPath(new URL('../ensure.mjs', import.meta.url));
const PATIENCE_MS = 600_000;

async function run(...args: string[]): Promise<{ code: number | null; said: string; figures: FaultsFigures }> {
  const child = spawn(process.execPath, [ENSURE, 'infra/faults/main.js', ...args]);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  const last = out.join('').trim().split('\n').at(-1)!;
  return { code, said: err.join(''), figures: (last ? JSON.parse(last) : {}) as FaultsFigures };
}

// The plan of the faults is the same in every run, what they meet is not.
describe.each(transports)('a platform that is harmed under load, over %s', (transport) => {
  it(
    'loses nothing, doubles nothing and parks nothing innocent',
    async () => {
      const { code, said, figures } = await run('--transport', transport, '--seconds', '60', '--seed', '20261123');
      expect({ code, findings: figures.findings ?? said }).toEqual({ code: 0, findings: [] });
      expect(figures).toMatchObject({ lost: 0, doubled: 0, sumMismatchOre: 0, maxLagAtEnd: 0, parkedInnocent: 0 });
      expect(figures.acknowledged).toBeGreaterThan(20);
      expect(figures.faults).toBeGreaterThan(8);
      // Three that are poison and one that kills; what follows of them comes on top.
      expect(figures.parked).toBeGreaterThanOrEqual(4);
      expect(figures.redriven).toBeGreaterThanOrEqual(figures.parked);
      expect(said).toContain('Seed 20261123');
    },
    PATIENCE_MS,
  );

  it(
    'is caught where it is wrong, in every way that we know of',
    async () => {
      const { code, said, figures } = await run('--transport', transport, '--mutant', 'all', '--seed', '7');
      expect({ code, caught: figures.mutantsCaught ?? said }).toEqual({ code: 0, caught: mutantsOf(transport) });
    },
    PATIENCE_MS,
  );
});

describe('npm run faults', () => {
  it.each([
    [['--seconds', 'x'], '--seconds must be from 1 to 86400.'],
    [['--seed', '1.5'], '--seed must be a whole number.'],
    [['--transport', 'pigeon'], '--transport must be postgres or kafka.'],
    [['--mutant', 'marks-before-ack'], '--mutant must be all or, for postgres, one of cursor-apart, '],
    [['--wipe'], "Unknown option '--wipe'"],
  ])('says in one sentence what is wrong with %j', async (args, sentence) => {
    const { code, said } = await run(...args);
    expect([code, said]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
