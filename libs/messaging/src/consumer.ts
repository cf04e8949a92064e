import { factNamed, upcast, wireType, type Owner } from '#libs/contracts';
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

/** A fact as handlers see it, in its newest version. One newer than that waits until this service is brought up to date. */
export function understood(fact: FactEnvelope): FactEnvelope {
  const newest = upcast(fact);
  const entry = factNamed(newest.name);
  if (entry && wireType(entry) !== newest.type) {
    throw new TransientError(`${newest.type} is not the version known here: upgrade`);
  }
  return newest;
}

/** What a consumer does with facts of that name. */
export const handlerOf = <C extends Consumer>(consumer: C, { name }: FactEnvelope) =>
  consumer.handlers.get(name) as C['handlers'] extends Map<string, infer Handler> ? Handler : never;

/** Whose logs a consumer follows. */
export const ownersOf = (consumer: Consumer): Owner[] => [
  ...new Set([...consumer.handlers.keys()].map((name) => factNamed(name)!.owner)),
];
