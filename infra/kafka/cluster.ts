import { join } from 'node:path';
import { Broker, type Ports } from './broker.js';
import { kafkaJars, requireJava } from './jars.js';

/** Starts a broker per pair of ports, with its data below the folder; where one fails, none is left. */
export async function startBrokers(folder: string, ports: Ports[]): Promise<Broker[]> {
  await requireJava();
  const jars = await kafkaJars();
  const brokers = ports.map((_, i) => new Broker(jars, join(folder, String(i + 1)), i + 1, ports));
  const starts = await Promise.allSettled(brokers.map((broker) => broker.start()));
  const failed = starts.find((each) => each.status === 'rejected');
  if (!failed) return brokers;
  await Promise.all(brokers.map((broker) => broker.stop()));
  throw failed.reason as Error;
}
