import { factNamed, wireType, type Owner } from '#libs/contracts';
import type { Cause, Write } from './cause.js';
import type { FactEnvelope } from './envelope.js';
import { TransientError } from './failures.js';

/** A consumer: its name, whether it decides or only writes rows, and what it does with each fact it knows. */
export type Consumer = ReactionConsumer | ProjectionConsumer;

export interface ReactionConsumer {
  name: string;
  kind: 'reaction';
  handlers: Map<string, (data: unknown, cause: Cause) => Promise<unknown>>;
}

export interface ProjectionConsumer {
  name: string;
  kind: 'projection';
  handlers: Map<string, (data: unknown, fact: FactEnvelope) => Promise<Write[]>>;
}

/** What a consumer does with a fact. One of a version that this service does not know waits until the service is brought up to date. */
export function handlerOf<C extends Consumer>(consumer: C, { name, type }: FactEnvelope) {
  const entry = factNamed(name);
  if (entry && wireType(entry) !== type) throw new TransientError(`${type} is not the version known here: upgrade`);
  return consumer.handlers.get(name) as C['handlers'] extends Map<string, infer Handler> ? Handler : never;
}

/** Whose logs a consumer follows. */
export const ownersOf = (consumer: Consumer): Owner[] => [
  ...new Set([...consumer.handlers.keys()].map((name) => factNamed(name)!.owner)),
];
