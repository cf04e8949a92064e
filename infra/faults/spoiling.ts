import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RetryPolicy } from '#libs/messaging';

/** What goes wrong inside a process at the moment. */
export interface Spoiling {
  /** How far its clock is off. */
  clockMs?: number;
  /** One shard whose facts take so long each. */
  slow?: { shard: number; ms: number };
  /** The share of facts that get lost on their way to the inbox. */
  lost?: number;
  /** Marked orders do no harm any more. */
  isMended?: boolean;
}

/** What a process of the bench is told by its environment, as JSON in FAULTS. */
export interface Told {
  service: string;
  /** Where its spoiling stands. */
  file: string;
  mutant?: string;
  retry: RetryPolicy;
}

const LOOK_EVERY_MS = 200;

/** Says what is to go wrong in the process that reads the file. */
export function writeSpoiling(file: string, spoiling: Spoiling): void {
  writeFileSync(`${file}.draft`, JSON.stringify(spoiling));
  renameSync(`${file}.draft`, file);
}

/** What is to go wrong, looked up again and again. */
export function followSpoiling(file: string): () => Spoiling {
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as Spoiling;
  let spoiling = read();
  setInterval(() => {
    try {
      spoiling = read();
    } catch {
      // The run is over and its folder gone: so will be this process.
    }
  }, LOOK_EVERY_MS).unref();
  return () => spoiling;
}

/** What is written into an order's title to make it harmful to a service. */
export const markOf = (harm: 'poison' | 'killer', service: string): string => `[${harm} for ${service}]`;
