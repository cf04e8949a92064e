import { twoInsertsPerSecond } from './baseline.js';
import { Client } from './client.js';
import { playFlow } from './flow.js';
import type { Follower } from './follower.js';
import { cpuMsOf } from './processes.js';
import type { Town } from './town.js';

/** What is measured, and with which processes. */
export interface Subject {
  url: string;
  nodePid: number;
  postgresPid: number;
  adminUrl: string;
  follower: Follower;
  town: Town;
}

/** Milliseconds: half are below the first, all but one in twenty below the second. */
export interface Spread {
  p50: number;
  p95: number;
}

/** What one number of clients came to. */
export interface Measured {
  clients: number;
  flows: number;
  flowsPerSecond: number;
  commands: Record<string, Spread>;
  clearedMs: Spread;
  cpuMsPerFlow: { node: number; postgres: number };
  /** Plain two-insert transactions per second on the same PostgreSQL, before and after: the yardstick of the machine. */
  baselinePerSecond: number;
}

export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Lets clients play flows for some seconds, after a few that only warm up. */
export async function measure(subject: Subject, clients: number, seconds: number): Promise<Measured> {
  const { town, follower, adminUrl, nodePid, postgresPid } = subject;
  const before = await twoInsertsPerSecond(adminUrl, clients, 2);
  const client = new Client(subject.url, clients);
  const cleared: number[] = [];
  const play = async (lane: number, goOn: () => boolean) => {
    for (let i = 0; goOn(); i += 1) {
      const desk = town.desks[(lane + i * clients) % town.desks.length]!;
      cleared.push(await playFlow(client, follower, town, desk));
    }
  };
  const lanes = (goOn: () => boolean) => Promise.all(Array.from({ length: clients }, (_, lane) => play(lane, goOn)));
  const warm = performance.now() + 2000;
  await lanes(() => performance.now() < warm);
  client.timings.clear();
  cleared.length = 0;

  const cpu = () => ({ node: cpuMsOf(nodePid), postgres: cpuMsOf(postgresPid, follower.backendPid) });
  const [cpuBefore, started] = [cpu(), performance.now()];
  await lanes(() => performance.now() < started + seconds * 1000);
  const [elapsed, cpuAfter, flows] = [(performance.now() - started) / 1000, cpu(), cleared.length];
  await client.close();
  const after = await twoInsertsPerSecond(adminUrl, clients, 2);
  return {
    clients,
    flows,
    flowsPerSecond: flows / elapsed,
    commands: Object.fromEntries([...client.timings].map(([name, all]) => [name, spread(all)])),
    clearedMs: spread(cleared),
    cpuMsPerFlow: {
      node: (cpuAfter.node - cpuBefore.node) / flows,
      postgres: (cpuAfter.postgres - cpuBefore.postgres) / flows,
    },
    baselinePerSecond: (before + after) / 2,
  };
}
