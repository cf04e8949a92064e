import {
  DeadLetters,
  EventLogServer,
  History,
  Inbox,
  Journal,
  RethrowFilter,
  WakeUp,
  type Consumer,
  type ServiceDatabase,
} from '#libs/messaging';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestMicroservice } from '@nestjs/microservices';
import { DemoMode, ServiceCore, type ServiceDefinition } from './service-core.js';

@Module({})
class AtRest {}

/**
 * The consumers of a service that is not started, for an operator who applies facts in its place: its handlers are there, but
 * it follows no log, has no door, and none of its hooks is called, so no timer runs.
 */
export async function consumersOf(
  { name, module, reads }: ServiceDefinition,
  database: ServiceDatabase,
): Promise<Consumer[]> {
  const wakeUp = new WakeUp();
  const history = new History(database.pool, [...new Set([name, ...reads])]);
  const letters = new DeadLetters(name, database, wakeUp);
  const core = ServiceCore.of(database, new Journal(name, database, wakeUp), letters, history, new DemoMode(false));
  const inbox = new Inbox(name, database, wakeUp, { most: 1, baseMs: 0, capMs: 0 }, () => undefined);
  const source = () => {
    throw new Error(`${name} is not started, so it follows no log`);
  };
  const strategy = new EventLogServer({ service: name, database, inbox, source });
  const root = { module: AtRest, imports: [core, module] };
  const app = (await NestFactory.createMicroservice(root, { strategy, logger: false })) as NestMicroservice;
  app.useGlobalFilters(new RethrowFilter());
  app.registerListeners();
  return strategy.declared();
}
