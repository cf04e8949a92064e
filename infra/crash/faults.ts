import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedPostgres } from '../embedded/postgres.js';
import type { Victim } from './victim.js';

/** What was done to the platform. */
export interface Faults {
  kills: number;
  killsWhileStarting: number;
  postgresCrashes: number;
}

interface Scene {
  victim: Victim;
  postgres: EmbeddedPostgres;
  random: () => number;
  seconds: number;
  say: (line: string) => void;
  signal?: AbortSignal;
}

/** How long the platform may work before the next fault. */
const [SHORTEST_MS, LONGEST_MS] = [150, 1_500];
/** How much of a start is over when it is killed: at most this long. */
const STARTING_MS = 2_000;
const POSTGRES_ALONE = 0.2;
const POSTGRES_TOO = 0.15;
const WHILE_STARTING = 0.2;

/** Kills the platform, or crashes its PostgreSQL, or both, at moments that only chance decides. The first is always a kill. */
export async function inflict({ victim, postgres, random, seconds, say, signal }: Scene): Promise<Faults> {
  const faults: Faults = { kills: 0, killsWhileStarting: 0, postgresCrashes: 0 };
  const crashPostgres = async () => {
    faults.postgresCrashes += 1;
    await postgres.restartImmediately();
  };
  const kill = async () => {
    faults.kills += 1;
    await victim.kill();
  };
  const end = Date.now() + seconds * 1_000;
  while (Date.now() < end) {
    await pause(SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS), undefined, { signal });
    const dice = faults.kills === 0 ? 1 : random();
    if (dice < POSTGRES_ALONE) {
      await crashPostgres();
      continue;
    }
    await Promise.all([kill(), dice < POSTGRES_ALONE + POSTGRES_TOO ? crashPostgres() : undefined]);
    if (random() < WHILE_STARTING) {
      victim.spawn();
      await pause(random() * STARTING_MS, undefined, { signal });
      faults.killsWhileStarting += 1;
      await victim.kill();
    }
    await victim.start();
    say(
      `${faults.kills} kills, ${faults.killsWhileStarting} while starting, ${faults.postgresCrashes} PostgreSQL crashes`,
    );
  }
  return faults;
}
