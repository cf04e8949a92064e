import type { FactEnvelope } from './envelope.js';

/** A run of facts of one shard, in order and without holes. */
export interface LogBatch {
  source: string;
  shard: number;
  /** Which life of the log the positions belong to; a restored log gets a new one. */
  epoch: string;
  facts: FactEnvelope[];
  /** Where the transport finds a position again (Kafka offset); kept beside the cursor. */
  hintAt?: (pos: number) => string | undefined;
}

/** What became of a batch. */
export type BatchOutcome =
  | { kind: 'applied'; upTo: number }
  /** Somebody else holds the cursor. */
  | { kind: 'busy' }
  /** A gap, or the cursor is elsewhere: read again from behind this position. */
  | { kind: 'rewind'; after: number }
  /** This shard waits; the others go on. */
  | { kind: 'backoff'; untilMs: number; why: string }
  /** No waiting helps: this shard stands still until an operator acts. */
  | { kind: 'stopped'; why: string };

/** Where a consumer stands in a shard. */
export interface Position {
  shard: number;
  pos: number;
  hint?: string;
}

/** Which logs a consumer follows, where it stands, and what is done with a batch. */
export interface Subscription {
  consumer: string;
  sources: string[];
  /** The stored positions of all shards of a source; rows are made where none are. */
  positions: (source: string, epoch: string) => Promise<Position[]>;
  /** Whether the consumer does something with facts of that name. */
  knows: (name: string) => boolean;
  onBatch: (batch: LogBatch) => Promise<BatchOutcome>;
}

/** How a source is doing. */
export interface SourceHealth {
  running: boolean;
  logs: LogHealth[];
  /** Shards that stand still, or have waited or worked on one batch for too long, and why. */
  waiting: { source: string; shard: number; error: string }[];
}

/** How far a consumer is behind in one log, as far as the source has seen. */
export interface LogHealth {
  source: string;
  /** Facts not yet applied, over all shards. */
  lag: number;
  /** How long the slowest shard has not got on; 0 where nothing is left to apply. */
  stillMs: number;
}

/** What a source knows of a shard that it follows. */
interface FollowedShard {
  source: string;
  /** Facts not yet applied, as far as was seen. */
  behind: number;
  /** Since when it has had something to apply and has not got on. */
  stillSince?: number;
}

/** How far a consumer is behind in each log, from what is known of its shards. */
export function logHealthOf(sources: readonly string[], shards: readonly FollowedShard[]): LogHealth[] {
  return sources.map((source) => {
    const mine = shards.filter((shard) => shard.source === source);
    const lag = mine.reduce((sum, { behind }) => sum + behind, 0);
    const stillSince = Math.min(...mine.map((shard) => shard.stillSince ?? Infinity));
    return { source, lag, stillMs: stillSince === Infinity ? 0 : Math.max(0, Date.now() - stillSince) };
  });
}

/** The seam between the transports: PostgreSQL reads the log itself, Kafka reads its copy. */
export interface LogSource {
  start(subscription: Subscription): Promise<void>;
  /** Stops fetching and waits for running batches, at most so long. */
  stop(deadlineMs: number): Promise<void>;
  health(): SourceHealth;
}
