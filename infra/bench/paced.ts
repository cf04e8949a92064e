import { setTimeout as pause } from 'node:timers/promises';
import { Client } from './client.js';
import { playFlow } from './flow.js';
import { cpuMs, per, spread, type Share, type Spread, type Subject } from './measure.js';

/** What a steady stream of flows came to. */
export interface Paced {
  startedPerSecond: number;
  flows: number;
  /** From the wish to start a flow: a platform that falls behind is not asked less often. */
  commands: Record<string, Spread>;
  clearedMs: Spread;
  cpuMsPerFlow: Share;
  /** How many were under way when the last one started: some tens are the flow's own length, hundreds are a queue. */
  underWay: number;
}

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;

/** Starts so many flows in every second, whether or not those before have ended, and waits for all of them. */
export async function measurePaced(subject: Subject, rate: number, seconds: number): Promise<Paced> {
  const client = new Client(subject.url, CONNECTIONS);
  try {
    await stream(subject, client, rate, WARM_UP_SECONDS);
    client.timings.clear();
    const before = cpuMs(subject);
    const { cleared, underWay } = await stream(subject, client, rate, seconds);
    return {
      startedPerSecond: rate,
      flows: cleared.length,
      commands: Object.fromEntries([...client.timings].map(([name, all]) => [name, spread(all)])),
      clearedMs: spread(cleared),
      cpuMsPerFlow: per(cleared.length, before, cpuMs(subject)),
      underWay,
    };
  } finally {
    await client.close();
  }
}

async function stream({ town, follower }: Subject, client: Client, rate: number, seconds: number) {
  const cleared: number[] = [];
  const flows: Promise<void>[] = [];
  let underWay = 0;
  const begun = performance.now();
  for (let i = 0; i < rate * seconds; i += 1) {
    await pause(Math.max(0, begun + (i * 1000) / rate - performance.now()));
    underWay += 1;
    const flow = playFlow(client, follower, town, town.desks[i % town.desks.length]!);
    flows.push(flow.then((ms) => void cleared.push(ms)).finally(() => (underWay -= 1)));
  }
  const underWayAtEnd = underWay;
  await Promise.all(flows);
  return { cleared, underWay: underWayAtEnd };
}
