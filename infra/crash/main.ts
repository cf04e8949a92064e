import { parseArgs } from 'node:util';
import { crash } from './crash.js';
import { mutants } from './mutants.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, mutant: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const { mutant } = values;
if (
  !(seconds >= 1 && seconds <= 86_400) ||
  !Number.isSafeInteger(seed) ||
  (mutant !== undefined && !(mutant in mutants))
) {
  process.stderr.write(
    `npm run crash -- --seconds 60 --seed 1 --mutant ${Object.keys(mutants).join('|')}; all of them may be left out.\n`,
  );
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());
const say = (line: string) => process.stderr.write(`${line}\n`);

say(`Seed ${seed}: the same seed plans the same faults.`);
const figures = await crash({ seconds, seed, mutant, say, signal: stopping.signal });
const isCaught = mutant !== undefined && figures.findings.some((finding) => mutants[mutant]!.caughtBy.test(finding));
if (mutant !== undefined) say(`${mutants[mutant]!.says} ${isCaught ? 'It was caught.' : 'It was NOT caught.'}`);
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exitCode = (mutant === undefined ? figures.findings.length === 0 : isCaught) ? 0 : 1;
