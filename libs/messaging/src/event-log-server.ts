import type { Owner } from '#libs/contracts';
import { Catch, type ExceptionFilter } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom, throwError } from 'rxjs';
import { ownersOf, type Consumer } from './consumer.js';
import { positionsOf } from './cursor.js';
import type { ServiceDatabase } from './database.js';
import type { Inbox } from './inbox.js';
import type { LogSource, SourceHealth } from './log-source.js';
import { EVENT_LOG, type HandlerExtras } from './reaction.js';

/** What the strategy needs to run a service's consumers. */
export interface EventLogOptions {
  service: string;
  database: ServiceDatabase;
  inbox: Inbox;
  /** Makes the transport for a consumer that follows these logs. */
  source: (consumer: string, sources: Owner[]) => LogSource;
}

/** How long a stop waits for running batches. */
const STOP_WITHIN_MS = 15_000;

/** Nest's view of our transports: handlers stay controllers, the inbox applies what the source brings. */
export class EventLogServer extends Server implements CustomTransportStrategy {
  override readonly transportId = EVENT_LOG;
  override readonly propagatesEventHandlerErrors = true;
  readonly consumers: Consumer[] = [];
  private readonly sources: LogSource[] = [];

  constructor(private readonly options: EventLogOptions) {
    super();
  }

  listen(done: (error?: unknown) => void): void {
    this.startConsumers().then(() => done(), done);
  }

  async close(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.stop(STOP_WITHIN_MS)));
  }

  /** How every consumer is doing. */
  health(): ({ consumer: string } & SourceHealth)[] {
    return this.sources.map((source, i) => ({ consumer: this.consumers[i]!.name, ...source.health() }));
  }

  on(): never {
    throw new Error('the event log has no events of its own');
  }

  unwrap<T>(): T {
    return this.sources as T;
  }

  private async startConsumers(): Promise<void> {
    const { database, inbox, source } = this.options;
    for (const consumer of this.declared()) {
      const owners = ownersOf(consumer);
      const log = source(consumer.name, owners);
      await log.start({
        consumer: consumer.name,
        sources: owners,
        positions: (from, epoch) => positionsOf(database.inboxPool, consumer.name, from, epoch),
        knows: (name) => consumer.handlers.has(name),
        onBatch: (batch) => inbox.apply(consumer, batch),
      });
      this.consumers.push(consumer);
      this.sources.push(log);
    }
  }

  /** The consumers that the handlers come to, whether they run or not. */
  declared(): Consumer[] {
    const consumers = new Map<string, Consumer>();
    for (const [pattern, handler] of this.messageHandlers) {
      if (handler.next)
        throw new Error(`two handlers for ${pattern}: a second projection of a fact is a consumer of its own`);
      const { kind, fact, consumer: name = this.options.service } = handler.extras as unknown as HandlerExtras;
      const consumer = consumers.get(name) ?? { name, kind, handlers: new Map() };
      if (consumer.kind !== kind)
        throw new Error(`${name} cannot both react and project: name the projection's consumer`);
      consumer.handlers.set(
        fact,
        (data: unknown, context: unknown) => answerOf(handler(data, context)) as Promise<never>,
      );
      consumers.set(name, consumer);
    }
    return [...consumers.values()];
  }
}

/** Nest may wrap what a handler returns, and what it throws, in an observable. */
async function answerOf(returned: unknown): Promise<unknown> {
  const answer = await returned;
  return isObservable(answer) ? lastValueFrom(answer, { defaultValue: undefined }) : answer;
}

/** Lets the handler's own error reach the inbox, which has to tell a passing failure from a lasting one. */
@Catch()
export class RethrowFilter implements ExceptionFilter {
  catch(error: unknown) {
    return throwError(() => error);
  }
}
