import type { Role } from '#libs/contracts';
import type { Clock } from './envelope.js';

/** Who asks: from the verified token. */
export interface Actor {
  /** Random pseudonym; the mapping to a person lives outside the facts. */
  sub: string;
  /** Organisation number. */
  org: string;
  role: Role;
  department?: string;
}

/** A request at the HTTP door, as far as a decision and the journal need it. */
export interface Call {
  actor: Actor;
  /** The moment of the door: the wall clock, or the signed `now` of a demo token. */
  now: string;
  clock: Clock;
  correlationId: string;
  /** W3C Trace Context: the span that the request is served in, or what came with it. */
  traceparent?: string;
  /** The Idempotency-Key with what it was sent with (method, path and body). */
  idempotency?: { key: string; request: string };
}
