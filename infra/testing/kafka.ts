import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../embedded/port.js';
import { Broker } from '../kafka/broker.js';
import { kafkaJars, NoKafka, requireJava } from '../kafka/jars.js';
import { once } from './once.js';

/**
 * The broker's jars for a suite that needs a real Kafka. Where they cannot be had, one line says that the suite does not
 * run and why; CI must be able to have them.
 */
export async function jarsOrWhyNot(): Promise<string | undefined> {
  try {
    await requireJava();
    return await kafkaJars();
  } catch (error) {
    if (process.env.CI || !(error instanceof NoKafka)) throw error;
    process.stderr.write(`The Kafka suites did not run. ${error.message}\n`);
    return undefined;
  }
}

/** The broker that all suites of one Jest run share; the first suite that asks starts it. */
export function testBroker(jars: string): Promise<string> {
  return once('kafka', async (folder) => {
    const ports = [{ port: await freePort(), controllerPort: await freePort() }];
    const broker = new Broker(jars, folder, 1, ports);
    await broker.start();
    writeFileSync(join(folder, 'pid'), String(broker.pid));
    broker.letGo();
    return broker.address;
  });
}
