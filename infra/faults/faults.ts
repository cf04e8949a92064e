import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RetryPolicy } from '#libs/messaging';
import type { Books } from '../ops/books.js';
import { openLetters } from '../ops/letters-of.js';
import { outOfBounds } from './bounds.js';
import { chance } from './chance.js';
import { copiesAreComplete } from './copies.js';
import { findingsIn, type Found } from './findings.js';
import { inflict, lanesFor } from './kinds.js';
import type { Sent } from './load.js';
import { rebuildDiffers } from './operator.js';
import { parkedIn, redriveAll, type Marked } from './parked.js';
import { rest } from './rest.js';
import { schedule, type Fault } from './schedule.js';
import { markOf } from './spoiling.js';
import type { Stage } from './stage.js';
import { trial, type Scene } from './trial.js';

/** What a run is asked for. */
export interface FaultsOptions {
  transport: 'postgres' | 'kafka';
  seconds: number;
  seed: number;
  ordersPerSecond: number;
  say: (line: string) => void;
  /** Ends the run early; everything that was started is stopped. */
  signal?: AbortSignal;
}

/** What a run came to. */
export interface FaultsFigures extends Found {
  orders: number;
  acknowledged: number;
  faults: number;
  parked: number;
  parkedInnocent: number;
  redriven: number;
  mutantsCaught: string[];
  seed: number;
  transport: string;
  seconds: number;
}

const BROKERS = 3;
/** In runs shorter than this a killer fact is given up sooner: there is no time for five deaths over a minute. */
const LONG_RUN_SECONDS = 240;
const RETRY: Record<'short' | 'long', RetryPolicy> = {
  short: { most: 5, baseMs: 100, capMs: 5_000, kills: 3, killedOverMs: 3_000 },
  long: { most: 8, baseMs: 200, capMs: 10_000, kills: 5, killedOverMs: 60_000 },
};
/** When the marked orders are placed, as a part of the run: early, so that their harm meets the faults. */
const MARKED_UNTIL = 0.2;
const POISONED = ['reporting', 'procurement-compliance', 'task-assignment'];
/** What no process may die of: an error that nobody has caught, or memory. */
const MENDED_WITHIN_MS = 1_000;
const DIED_BADLY = /^Node\.js v|FATAL ERROR/m;

/** Lets orders come in, does harm to everything as the seed plans it, lets it come to rest, and looks at what is there. */
export async function faults(options: FaultsOptions): Promise<FaultsFigures> {
  const { seed, seconds, transport, say, signal } = options;
  const random = chance(seed);
  const marked = markedOrders(random);
  let inflicted = 0;
  const act = async (scene: Scene) => {
    const [done] = await Promise.all([harm(scene.stage, options, random), placeMarked(scene, marked, options, random)]);
    inflicted = done + marked.length;
  };
  const retry = RETRY[seconds < LONG_RUN_SECONDS ? 'short' : 'long'];
  const around = { ...options, brokers: BROKERS, retry, random: chance(seed + 1) } as const;
  return trial(around, act, async (stage, books, history) => {
    const findings = await everybodyBack(stage);
    say(`Nothing is harmed any more; it comes to rest (${inflicted} faults).`);
    await rest(books, signal);
    const parked = await parkedIn(books, marked);
    for (const { name } of stage.everybody) stage.spoil(name, { isMended: true });
    await pause(MENDED_WITHIN_MS);
    say(`${parked.parked} facts are parked and redriven.`);
    const { redriven, findings: stillFailing } = await redriveAll(stage.adminUrl, parked.letters);
    await rest(books, signal);
    const found = await findingsIn(books, history);
    findings.push(
      ...[...parked.findings, ...stillFailing, ...found.findings, ...(await stillParked(books))],
      ...(await rebuildDiffers(stage.adminUrl)),
      ...(await outOfBounds(stage, books)),
      ...stage.complaints.filter((says) => DIED_BADLY.test(says)),
    );
    if (findings.length > 0) say(`What the processes had to say is in ${keptLogs(stage)}.`);
    const counts = { parked: parked.parked, parkedInnocent: parked.parkedInnocent, redriven };
    return {
      ...ordersIn(history),
      ...found,
      faults: inflicted,
      ...counts,
      mutantsCaught: [],
      seed,
      transport,
      seconds,
      findings,
    };
  });
}

/** One order for each of those who react, and one that kills one of them. */
function markedOrders(random: () => number): Marked[] {
  const victim = POISONED[Math.floor(random() * POISONED.length)]!;
  const poison = POISONED.map((service) => ({ service, mark: markOf('poison', service) }));
  return [...poison, { service: victim, mark: markOf('killer', victim) }];
}

async function placeMarked(
  { load }: Scene,
  marked: Marked[],
  { seconds, say, signal }: FaultsOptions,
  random: () => number,
): Promise<void> {
  for (const { mark } of marked) {
    await pause((random() * MARKED_UNTIL * seconds * 1_000) / marked.length, undefined, { signal });
    load.placeMarked(mark);
    say(`an order ${mark}`);
  }
}

/** Every lane goes on by itself until the time is up; how many faults there were. */
async function harm(
  stage: Stage,
  { transport, seconds, say, signal }: FaultsOptions,
  random: () => number,
): Promise<number> {
  const begun = Date.now();
  const end = begun + seconds * 1_000;
  const tell = (what: string, { kind, on }: Fault) =>
    say(`${((Date.now() - begun) / 1_000).toFixed(1).padStart(6)} s  ${what} ${`${kind}: ${on}`}`);
  const lanes = schedule(random, seconds, lanesFor(transport, BROKERS));
  const counts = Object.values(lanes).map(async (lane) => {
    let inflicted = 0;
    for (const fault of lane) {
      await pause(Math.min(fault.afterMs, Math.max(0, end - Date.now())), undefined, { signal });
      if (Date.now() >= end) break;
      tell('begin', fault);
      const stop = await inflict(stage, fault);
      inflicted += 1;
      if (stop) await pause(Math.min(fault.lastsMs, Math.max(0, end - Date.now())), undefined, { signal });
      await stop?.();
      tell('end  ', fault);
    }
    return inflicted;
  });
  return (await Promise.all(counts)).reduce((all, each) => all + each, 0);
}

/** Who was killed or frozen is there again, whatever it took. */
async function everybodyBack(stage: Stage): Promise<string[]> {
  if (stage.brokers.length > 0) await copiesAreComplete(stage.brokers);
  const back = await Promise.all(stage.everybody.map(async ({ name }) => ({ name, isUp: await stage.isUp(name) })));
  return back.filter(({ isUp }) => !isUp).map(({ name }) => `${name} has not come back`);
}

/** All else goes with the run. */
function keptLogs({ logFolder }: Stage): string {
  const kept = mkdtempSync(join(tmpdir(), 'inkluderende-faults-logs-'));
  cpSync(logFolder, kept, { recursive: true });
  return kept;
}

const stillParked = async (books: Books): Promise<string[]> =>
  (await openLetters(books)).map(
    ({ letter, fact, key, why }) => `${letter}: ${fact} of ${key} is still parked: ${why}`,
  );

const ordersIn = (history: readonly Sent[]) => {
  const orders = history.filter(({ fact }) => fact === 'OrderPlaced');
  return { orders: orders.length, acknowledged: orders.filter(({ outcome }) => outcome === 'ok').length };
};
