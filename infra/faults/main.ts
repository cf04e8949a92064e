import { parseArgs } from 'node:util';
import { faults, type FaultsFigures, type FaultsOptions } from './faults.js';
import { runMutant } from './mutant-run.js';
import { mutants, mutantsOf } from './mutants.js';

const USAGE = `Usage: npm run faults -- [--seconds 60] [--seed N] [--transport postgres|kafka] [--orders-per-second 8] [--mutant NAME|all] [--json]

Runs every service as its own process, harms them, PostgreSQL, Kafka and the lines between while orders come in, and counts
what is left. The last line of stdout is one JSON object; --json leaves out everything else. Exit status: 0 nothing was
found (with --mutant: each was caught), 1 otherwise, 2 not understood.

  --mutant  a wrong variant that has to be caught: ${Object.keys(mutants).join(', ')}`;

const asked = (() => {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        seed: { type: 'string' },
        transport: { type: 'string', default: 'postgres' },
        'orders-per-second': { type: 'string', default: '8' },
        mutant: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return giveUp((error as Error).message);
  }
})();
if (asked.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

const { transport, mutant } = asked;
const seconds = Number(asked.seconds);
const seed = asked.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(asked.seed);
const ordersPerSecond = Number(asked['orders-per-second']);
if (!(seconds >= 1 && seconds <= 86_400)) giveUp('--seconds must be from 1 to 86400.');
if (!Number.isSafeInteger(seed)) giveUp('--seed must be a whole number.');
if (transport !== 'postgres' && transport !== 'kafka') giveUp('--transport must be postgres or kafka.');
if (!(ordersPerSecond > 0 && ordersPerSecond <= 1_000)) giveUp('--orders-per-second must be above 0 and at most 1000.');
const names = mutant === 'all' ? mutantsOf(transport) : mutant === undefined ? [] : [mutant];
const unfit = names.find((name) => !mutantsOf(transport).includes(name));
if (unfit) giveUp(`--mutant must be all or, for ${transport}, one of ${mutantsOf(transport).join(', ')}.`);

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());
const say = (line: string) => void (asked.json || process.stderr.write(`${line}\n`));
const options: FaultsOptions = { transport, seconds, seed, ordersPerSecond, say, signal: stopping.signal };

try {
  process.exitCode = (await (names.length > 0 ? withMutants() : plainly())) ? 0 : 1;
} catch (error) {
  const why = stopping.signal.aborted ? 'Stopped before the end.' : ((error as Error).stack ?? String(error));
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

async function plainly(): Promise<boolean> {
  say(`Seed ${seed}: the same seed plans the same faults.`);
  const figures = await faults(options);
  for (const finding of figures.findings) say(`FOUND ${finding}`);
  tell(figures);
  return figures.findings.length === 0;
}

async function withMutants(): Promise<boolean> {
  const runs: (Awaited<ReturnType<typeof runMutant>> & { name: string })[] = [];
  for (const name of names) {
    say(`Mutant ${name}, seed ${seed}.`);
    runs.push({ name, ...(await runMutant(name, options)) });
  }
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((all, run) => all + of(run), 0);
  const mutantsCaught = runs.filter(({ isCaught }) => isCaught).map(({ name }) => name);
  tell({
    orders: sum(({ orders }) => orders),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    sumMismatchOre: sum(({ sumMismatchOre }) => sumMismatchOre),
    ...{ faults: names.length, parked: 0, parkedInnocent: 0, redriven: 0 },
    maxLagAtEnd: Math.max(...runs.map(({ maxLagAtEnd }) => maxLagAtEnd)),
    ...{ mutantsCaught, seed, transport, seconds },
    findings: runs.flatMap(({ findings }) => findings),
  });
  return mutantsCaught.length === names.length;
}

function tell(figures: FaultsFigures): void {
  // What was found by the thousand says no more than the first of it.
  process.stdout.write(`${JSON.stringify({ ...figures, findings: figures.findings.slice(0, 20) })}\n`);
}

function giveUp(why: string): never {
  process.stderr.write(`${why}\n\n${USAGE}\n`);
  process.exit(2);
}
