import { factNamed, type FactName } from '#libs/contracts';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';

/** Marks handlers of our logs among Nest's transports. */
export const EVENT_LOG = Symbol('event log');

/** What the decorators tell the strategy about a handler. */
export interface HandlerExtras {
  kind: 'reaction' | 'projection';
  fact: FactName;
  /** The consumer's name where it is not the service's. */
  consumer?: string;
}

function subscribe(kind: HandlerExtras['kind'], factClass: new () => object, consumer?: string): MethodDecorator {
  const entry = factNamed(factClass.name);
  if (!entry) throw new Error(`${factClass.name} is not in the catalogue of facts`);
  const extras: HandlerExtras = { kind, fact: entry.name, consumer };
  const pattern = EventPattern({ consumer: consumer ?? '', fact: entry.name }, EVENT_LOG, extras);
  return (target, method, descriptor) => {
    Payload()(target, method, 0);
    Ctx()(target, method, 1);
    return pattern(target, method, descriptor);
  };
}

/** When this fact of another service is read, decide: one fact per transaction, never replayed. */
export const Reaction = (factClass: new () => object) => subscribe('reaction', factClass);

/** When this fact is read, write rows: in batches, replayable, without a word of its own. */
export const Projection = (factClass: new () => object, consumer?: string) =>
  subscribe('projection', factClass, consumer);
