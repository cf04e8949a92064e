import { kafkaJars, NoKafka, requireJava } from '../kafka/jars.js';

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
