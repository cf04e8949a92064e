import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isFree } from '../embedded/port.js';
import { projectFolder } from '../project-folder.js';
import type { Broker } from './broker.js';
import { startBrokers } from './cluster.js';

const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: '1' },
    port: { type: 'string', default: process.env.KAFKA_PORT ?? '9092' },
  },
});
const [count, first] = [Number(values.brokers), Number(values.port)];
const say = (line: string) => process.stdout.write(`${line}\n`);

const wrong =
  count !== 1 && count !== 3
    ? '--brokers must be 1 or 3.'
    : !Number.isInteger(first) || first < 1024 || first > 65_000
      ? '--port (or KAFKA_PORT) must be a port from 1024 to 65000.'
      : undefined;
if (wrong) giveUp(wrong, 2);

// Clients come to the first ports, the quorum meets ten further on.
const ports = Array.from({ length: count }, (_, i) => ({ port: first + i, controllerPort: first + 10 + i }));
for (const port of ports.flatMap(Object.values) as number[]) {
  if (!(await isFree(port))) giveUp(`Port ${port} is in use: stop what listens there, or set --port.`, 1);
}

let stopping: Promise<never> | undefined;
const starting = start();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void (stopping ??= stop(0)));
starting.catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  stopping ??= stop(1);
});

async function start(): Promise<Broker[]> {
  const folder = resolve(process.env.DATA_DIR ?? join(projectFolder(), '.data'), `kafka-${count}`);
  say(`Starting ${count === 1 ? 'a broker' : `${count} brokers`} ...`);
  const brokers = await startBrokers(folder, ports);
  say(
    `Kafka answers at ${brokers.map(({ address }) => address).join(',')}. Its data are in ${folder}. Ctrl-C stops it.`,
  );
  return brokers;
}

/** What is just starting is let to the end of it, so that none is left behind. */
async function stop(exitCode: number): Promise<never> {
  const brokers = await starting.catch(() => []);
  await Promise.all(brokers.map((broker) => broker.stop()));
  process.exit(exitCode);
}

function giveUp(why: string, exitCode: number): never {
  process.stderr.write(`${why}\n`);
  process.exit(exitCode);
}
