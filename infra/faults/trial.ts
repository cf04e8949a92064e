import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../bench/client.js';
import { buildTown, type Town } from '../bench/town.js';
import { Books } from '../ops/books.js';
import { Door } from './door.js';
import { Load, type Sent } from './load.js';
import { Stage, type StageOptions } from './stage.js';

/** What a trial is asked for. */
export interface TrialOptions extends Omit<StageOptions, 'folder'> {
  random: () => number;
  ordersPerSecond: number;
  signal?: AbortSignal;
}

/** What there is to work with while orders come in. */
export interface Scene {
  stage: Stage;
  load: Load;
}

const ANSWER_WITHIN_MS = 30_000;

/** Starts everything, lets orders come in while `act` does its worst, and hands what is left to `look`. */
export async function trial<R>(
  options: TrialOptions,
  act: (scene: Scene) => Promise<void>,
  look: (stage: Stage, books: Books, history: readonly Sent[]) => Promise<R>,
): Promise<R> {
  const { random, ordersPerSecond, say } = options;
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-faults-'));
  chmodSync(folder, 0o755); // so that root's PostgreSQL, which runs as another account, can enter
  let stage: Stage | undefined;
  let books: Books | undefined;
  try {
    stage = await Stage.open({ ...options, folder });
    const town = await foundTown(stage.url);
    const door = new Door(stage.url);
    await door.greet(town.desks.flatMap(({ buyer, leader }) => [buyer, leader]));
    say('Everything is up; orders come in.');
    const load = new Load({ door, town, random, ordersPerSecond });
    await act({ stage, load });
    const patience = setTimeout(() => door.giveUp(), ANSWER_WITHIN_MS);
    await load.stop();
    clearTimeout(patience);
    books = await Books.open(stage.adminUrl);
    return await look(stage, books, load.history);
  } finally {
    await books?.close();
    await stage?.close();
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
