import { DeadLetters, schemaOf, ServiceDatabase, WakeUp, type Consumer } from '#libs/messaging';
import { consumersOf, type ServiceDefinition } from '#libs/service-kit/service';
import { SERVICE_DEFINITIONS } from '../embedded/service-definitions.js';
import { WrongUse } from './command.js';

/** A service by its name. */
export function definitionOf(service: string): ServiceDefinition {
  const found = SERVICE_DEFINITIONS.find(({ name }) => name === service);
  if (!found)
    throw new WrongUse(`There is no service ${service}: ${SERVICE_DEFINITIONS.map(({ name }) => name).join(', ')}.`);
  return found;
}

/** Works on a service's letters in its place, by the administrator's hand. */
export async function lettersAt<R>(
  url: string,
  service: string,
  work: (database: ServiceDatabase, letters: DeadLetters) => Promise<R>,
): Promise<R> {
  const database = ServiceDatabase.attach(url, schemaOf(service), () => undefined);
  try {
    return await work(database, new DeadLetters(service, database, new WakeUp()));
  } finally {
    await database.close();
  }
}

/** All consumers of a service, with the handlers of this program, which must be of the database's version. */
export async function consumersAt(service: string, database: ServiceDatabase): Promise<Consumer[]> {
  const definition = definitionOf(service);
  const missing = await database.lacks(definition.migrations);
  if (missing.length > 0)
    throw new Error(`The tables of ${service} are older than this program (${missing[0]}): start this version first.`);
  return consumersOf(definition, database);
}

/** One consumer of a service. */
export async function consumerOf(service: string, name: string, database: ServiceDatabase): Promise<Consumer> {
  const found = (await consumersAt(service, database)).find((consumer) => consumer.name === name);
  if (!found) throw new Error(`${service} has no consumer ${name} any more: discard what it has put aside.`);
  return found;
}
