import { twoInsertsPerSecond } from './baseline.js';
import { Client } from './client.js';
import { playFlow } from './flow.js';
import type { Follower } from './follower.js';
import { brokersIn, cpuMsOf, memoryMiBOf } from './processes.js';
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

/** What our own processes take of something, and what PostgreSQL and, where it is there, Kafka do. */
export interface Share {
  node: number;
  postgres: number;
  kafka?: number;
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
  cpuMsPerFlow: Share;
  /** Plain two-insert transactions per second on the same PostgreSQL, before and after: the yardstick of the machine. */
  baselinePerSecond: number;
}

export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

/** CPU time so far in milliseconds, without that of the bench's own follower. */
export function cpuMs({ nodePid, postgresPid, follower }: Subject): Share {
  const brokers = brokersIn(nodePid);
  return {
    node: cpuMsOf(nodePid, ...brokers),
    postgres: cpuMsOf(postgresPid, follower.backendPid),
    ...(brokers.length > 0 && { kafka: brokers.reduce((sum, pid) => sum + cpuMsOf(pid), 0) }),
  };
}

/** Memory now, in MiB. */
export function memoryMiB({ nodePid, postgresPid }: Subject): Share {
  const brokers = brokersIn(nodePid);
  return {
    node: memoryMiBOf(nodePid, ...brokers),
    postgres: memoryMiBOf(postgresPid),
    ...(brokers.length > 0 && { kafka: brokers.reduce((sum, pid) => sum + memoryMiBOf(pid), 0) }),
  };
}

/** What came on top from one reading to the next, for each of a number of things. */
export function per(count: number, before: Share, after: Share): Share {
  const names = Object.keys(after) as (keyof Share)[];
  const each = names.map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / count]);
  return Object.fromEntries(each) as Share;
}

/** Lets clients play flows for some seconds, after a few that only warm up. */
export async function measure(subject: Subject, clients: number, seconds: number): Promise<Measured> {
  const { town, follower, adminUrl } = subject;
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

  const [cpuBefore, started] = [cpuMs(subject), performance.now()];
  await lanes(() => performance.now() < started + seconds * 1000);
  const [elapsed, cpuAfter, flows] = [(performance.now() - started) / 1000, cpuMs(subject), cleared.length];
  await client.close();
  const after = await twoInsertsPerSecond(adminUrl, clients, 2);
  return {
    clients,
    flows,
    flowsPerSecond: flows / elapsed,
    commands: Object.fromEntries([...client.timings].map(([name, all]) => [name, spread(all)])),
    clearedMs: spread(cleared),
    cpuMsPerFlow: per(flows, cpuBefore, cpuAfter),
    baselinePerSecond: (before + after) / 2,
  };
}
