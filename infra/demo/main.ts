import { isLocalDay, localDay } from '#libs/contracts';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCast } from './cast.js';
import { Client } from './client.js';
import { longDay } from './in-words.js';
import { monthEnding } from './month.js';
import { platformAtHand, type PlatformAtHand } from './platform-at-hand.js';
import { play } from './play.js';
import { prepare } from './prepare.js';
import { printed } from './print.js';
import { readBack } from './read-back.js';
import { sumsOf } from './sums.js';

const USAGE = `Usage: npm run demo [-- --as-of YYYY-MM-DD] [--json]

Plays a month in Numedal on the platform, through its public API, and prints what came of it.

  --as-of  the day on which the month ends; today where it is left out
  --json   prints the sums as one JSON object in the last line

Settings: PORT of the platform (3000) and, where none answers and one is started, DATA_DIR.`;

/** The month before the first as-of day begins in 2017, when the procurement act came into force. */
const FIRST_AS_OF = '2017-02-01';

/** What was asked for makes no sense: nothing was done. */
class WrongUse extends Error {}

const say = (line: string) => process.stderr.write(`${line}\n`);
let atHand: Promise<PlatformAtHand> | undefined;
let isInterrupted = false;

// Who reads the output may be gone before the story is told.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupted(signal));

try {
  process.exitCode = await main();
} catch (error) {
  if (!isInterrupted) say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}

async function main(): Promise<number> {
  const { asOf, json, help } = asked();
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  atHand = platformAtHand({ port: portSetting(), dataDir: dataDirSetting() }, say);
  const platform = await atHand;
  let sums: object;
  try {
    sums = await tell(platform.url, asOf);
  } finally {
    await platform.close();
  }
  if (json) process.stdout.write(`${JSON.stringify(sums)}\n`);
  return 0;
}

async function tell(url: string, asOf: string): Promise<object> {
  const begun = performance.now();
  const month = monthEnding(asOf);
  say(`Playing the month to ${longDay(asOf)} on ${url} ...`);
  const client = new Client(url);
  const stage = await prepare(client, makeCast(), month);
  const aftermath = await readBack(client, stage, await play(client, stage));
  const elapsedMs = Math.round(performance.now() - begun);
  process.stdout.write(`${printed(stage, aftermath, heading).join('\n')}\n`);
  process.stdout.write(`\nPlayed in ${(elapsedMs / 1000).toFixed(1)} s.\n`);
  return { ...sumsOf(aftermath), elapsedMs };
}

function heading(text: string): string {
  const isPlain = !process.stdout.isTTY || process.env['NO_COLOR'];
  return isPlain ? text : `\u001b[1;36m${text}\u001b[0m`;
}

function asked(): { asOf: string; json: boolean; help: boolean } {
  const today = localDay(new Date().toISOString());
  const { 'as-of': asOf = today, json, help } = options();
  if (isLocalDay(asOf) && FIRST_AS_OF <= asOf && asOf <= today) return { asOf, json, help };
  throw new WrongUse(
    `--as-of must be a day from ${FIRST_AS_OF} to today, ${today}, written YYYY-MM-DD: "${asOf}" is none.`,
  );
}

function options() {
  try {
    return parseArgs({
      options: {
        'as-of': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongUse(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function portSetting(): number {
  const given = process.env['PORT'] || '3000';
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw new WrongUse(`Setting PORT must be a whole number from 0 to 65535: it is "${given}".`);
}

/** As for `npm start`: the same data, so what the demo left is there to look at. */
function dataDirSetting(): string {
  let project = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(project, 'package.json'))) project = dirname(project);
  return process.env['DATA_DIR'] || join(project, '.data');
}

/** A platform that was started for this run is not left running. Ctrl-C comes from the terminal and from npm: twice. */
async function interrupted(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<void> {
  if (isInterrupted) return;
  isInterrupted = true;
  await atHand?.then((platform) => platform.close('at once')).catch((error: unknown) => say((error as Error).message));
  process.exit(128 + constants.signals[signal]);
}
