import { OWNERS } from '#libs/contracts';
import { schemaOf } from '#libs/messaging';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '../bench/client.js';
import { buildTown, type Town } from '../bench/town.js';
import { choosePort } from '../embedded/port.js';
import { startPostgres } from '../embedded/postgres.js';
import { platformDatabase } from '../embedded/provision.js';
import { Books } from '../ops/books.js';
import { late } from '../ops/places.js';
import { sumsIn, totalOf, type Total } from '../ops/sums.js';
import { counted, factsIn } from './books.js';
import { chance } from './chance.js';
import { Door } from './door.js';
import { inflict, type Faults } from './faults.js';
import { findingsIn } from './findings.js';
import { Load, type Invoked } from './load.js';
import { mutants } from './mutants.js';
import { Victim } from './victim.js';

/** What a run is asked for. */
export interface CrashOptions {
  seconds: number;
  seed: number;
  /** A wrong variant of the messaging, which the findings must show. */
  mutant?: string;
  say?: (line: string) => void;
  /** Ends the run early; everything that was started is stopped. */
  signal?: AbortSignal;
}

/** What a run came to. */
export interface CrashFigures extends Faults {
  seed: number;
  seconds: number;
  mutant?: string;
  orders: Record<Invoked['outcome'], number>;
  totals: Record<string, Total>;
  facts: number;
  drainedAfterMs: number;
  findings: string[];
}

const REST_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 300;

/** Kills the platform under load at moments that the seed decides, lets it come to rest, and looks at what is there. */
export async function crash(options: CrashOptions): Promise<CrashFigures> {
  const { seed, seconds, mutant, signal, say = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-crash-'));
  chmodSync(folder, 0o755); // so that root's PostgreSQL, which runs as another account, can enter
  const postgres = await startPostgres(join(folder, 'postgres'));
  const { adminUrl } = postgres;
  const port = await choosePort(join(folder, 'port'));
  const url = `http://127.0.0.1:${port}`;
  const random = chance(seed);
  const victim = new Victim({ dataDir: join(folder, 'platform'), adminUrl, port, mutant });
  let books: Books | undefined;
  try {
    await victim.start();
    const town = await foundTown(url);
    if (mutant) await changeSchemas(adminUrl, mutant);
    say('The platform is up; orders come in, and it is killed.');
    const door = new Door(url);
    const load = new Load(door, town, random);
    const faults = await inflict({ victim, postgres, random, seconds, say, signal });
    await victim.start();
    say('Nothing is killed any more; it comes to rest.');
    const patience = setTimeout(() => door.giveUp(), ANSWER_WITHIN_MS);
    await load.stop();
    clearTimeout(patience);

    books = await Books.open(platformDatabase(adminUrl));
    const drainedAfterMs = await rest(books, signal);
    const findings = [...(await findingsIn(books, load.history)), ...victim.complaints];
    const sums = await sumsIn(books);
    const totals = {
      ordering: totalOf(sums, 'placed', 'ordering'),
      ledger: totalOf(sums, 'like purchases', 'ledger'),
      reporting: totalOf(sums, 'placed', 'reporting'),
      witness: await counted(books),
    };
    const orders = outcomesOf(load.history);
    return { seed, seconds, mutant, ...faults, orders, totals, facts: await factsIn(books), drainedAfterMs, findings };
  } finally {
    await books?.close();
    await victim.kill();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function foundTown(url: string): Promise<Town> {
  const client = new Client(url, 4);
  try {
    return await buildTown(client);
  } finally {
    await client.close();
  }
}

async function changeSchemas(adminUrl: string, mutant: string): Promise<void> {
  const books = await Books.open(platformDatabase(adminUrl));
  for (const schema of OWNERS.map(schemaOf)) {
    const change = mutants[mutant]!.inSchema?.(schema);
    if (change) await books.rows(change);
  }
  await books.close();
}

/** Waits until no fact is on its way; how long that took. A look finds nothing twice, for a late command may still end. */
async function rest(books: Books, signal?: AbortSignal): Promise<number> {
  const begun = Date.now();
  for (let facts = -1; ;) {
    const before = facts;
    facts = await factsIn(books);
    const isQuiet = (await late(books)).length === 0;
    const passed = Date.now() - begun;
    // What is late by now stays late, and is a finding.
    if ((isQuiet && facts === before) || passed > REST_WITHIN_MS) return passed;
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}

function outcomesOf(history: readonly Invoked[]): Record<Invoked['outcome'], number> {
  const outcomes = { invoked: 0, ok: 0, unknown: 0, failed: 0 };
  for (const { outcome } of history) outcomes[outcome] += 1;
  return outcomes;
}
