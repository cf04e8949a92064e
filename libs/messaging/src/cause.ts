import type { FactEnvelope } from './envelope.js';
import type { Work } from './journal.js';

/** What a reaction is given beside the fact: its cause's time, and the journal inside the inbox's transaction. */
export interface Cause {
  /** `occurredAt` of the fact: a reaction uses its cause's time. */
  readonly now: string;
  readonly clock: 'wall' | 'signed';
  readonly fact: FactEnvelope;
  /** Decides in the transaction that also moves the cursor. A rejection is recorded as done: nothing follows from it. */
  decide(work: Work): Promise<void>;
}

/** One statement of a projection: what a fact does to a row. Named statements are prepared once per connection. */
export interface Write {
  name?: string;
  text: string;
  values: unknown[];
}
