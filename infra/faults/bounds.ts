import { OWNERS } from '#libs/contracts';
import { schemaOf } from '#libs/messaging';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Books } from '../ops/books.js';
import type { ServiceProcess } from '../processes/service-process.js';
import type { Stage } from './stage.js';

/** A service at rest has a third of it; whoever keeps what it has handled passes this within minutes. */
const MOST_MB = 512;
/** Pools of 6 and 5, one that listens, one that a start leaves for a moment. */
const MOST_CONNECTIONS = 13;
const GONE_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 500;

/** Processes that have grown too large, and accounts with more connections than their pools hold. */
export async function outOfBounds(stage: Stage, books: Books): Promise<string[]> {
  return [...tooLarge(stage.everybody), ...(await tooManyConnections(books))];
}

/** Where the system tells how much memory a process has. */
export function tooLarge(processes: Pick<ServiceProcess, 'name' | 'pid'>[], mostMb = MOST_MB): string[] {
  return processes.flatMap(({ name, pid }) => {
    const mb = residentMb(pid);
    return mb > mostMb ? [`${name} has grown to ${mb} MB`] : [];
  });
}

function residentMb(pid: number | undefined): number {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Those of processes that were killed take PostgreSQL a while to notice. */
export async function tooManyConnections(books: Books, withinMs = GONE_WITHIN_MS): Promise<string[]> {
  const accounts = [...OWNERS, 'reporting', 'witness'].map(schemaOf).map((name) => `'${name}'`);
  for (const deadline = Date.now() + withinMs; ; await pause(LOOK_AGAIN_MS)) {
    const findings = await books.findings([
      `SELECT format('%s has %s connections', usename, count(*)) AS says FROM pg_stat_activity
        WHERE usename IN (${accounts.join()}) GROUP BY usename HAVING count(*) > ${MOST_CONNECTIONS}`,
    ]);
    if (findings.length === 0 || Date.now() > deadline) return findings;
  }
}
