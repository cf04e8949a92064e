/** Whose time a fact carries: the wall clock, or a signed `now` of demo mode. Reactions inherit it. */
export type Clock = 'wall' | 'signed';

/** Who caused a fact: a random pseudonym, the organisation and the role; never a name. */
export interface FactActor {
  sub: string;
  org: string;
  role: string;
}

/** What is known about a fact beside what it says. */
export interface FactMeta {
  /** When it happened, by the clock of the one who caused it. */
  occurredAt: string;
  clock: Clock;
  /** One for everything that follows from one request. */
  correlationId: string;
  /** The id of the fact that caused it, where one did. */
  causationId?: string;
  /** W3C Trace Context: the span that stated it. */
  traceparent?: string;
  actor?: FactActor;
}

/** A fact as it stands in a log and as both transports deliver it. */
export interface FactEnvelope<T = unknown> extends FactMeta {
  id: string;
  /** The service that owns it. */
  source: string;
  shard: number;
  /** Dense per source and shard: a hole is a loss. */
  pos: number;
  /** CloudEvents type. */
  type: string;
  /** The fact's name, as in the catalogue. */
  name: string;
  key: string;
  /** 1, 2, 3 … of its key in its log; 0 for a notice that belongs to no noun. */
  aggVersion: number;
  /** When it was written, by the database's clock. */
  time: string;
  data: T;
}
