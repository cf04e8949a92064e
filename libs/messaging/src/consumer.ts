import type { Cause, Write } from './cause.js';
import type { FactEnvelope } from './envelope.js';

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
