import type { SourceHealth } from './log-source.js';

/** How many facts are brought at a time. */
export const BATCH = 100;
/** How long a shard rests whose cursor somebody else holds. */
export const BUSY_MS = 50;
/** How often a shard that stands still is tried again, and says so again. */
export const STUCK_MS = 2_500;
/** How long a shard may wait, or work on one batch, before readiness hears of it. */
export const PATIENCE_MS = 60_000;

/**
 * What a source knows of a shard that it follows, and how that one gets on. Moments are those of performance.now: the wall
 * clock may be set back, and everything would wait for it.
 */
export class FollowedShard {
  /** The last position of the log, as far as was seen. */
  head: number;
  private stillSince?: number;
  private busySince?: number;
  private trouble?: { why: string; since: number };

  constructor(
    readonly source: string,
    readonly shard: number,
    /** The last position that was applied. */
    public pos: number,
  ) {
    this.head = pos;
  }

  get name(): string {
    return `${this.source}/${this.shard}`;
  }

  /** Facts not yet applied, as far as was seen. */
  get behind(): number {
    return Math.max(0, this.head - this.pos);
  }

  get isBusy(): boolean {
    return this.busySince !== undefined;
  }

  get isTroubled(): boolean {
    return this.trouble !== undefined;
  }

  /** How long it has had something to apply and has not got on. */
  get stillMs(): number {
    return this.stillSince === undefined ? 0 : performance.now() - this.stillSince;
  }

  /** Works on a batch; one that does not end shows. */
  async during<R>(work: () => Promise<R>): Promise<R> {
    this.busySince = performance.now();
    try {
      return await work();
    } finally {
      this.busySince = undefined;
    }
  }

  /** The log ends there. */
  saw(head: number): void {
    this.head = head;
    this.stillSince = this.behind > 0 ? (this.stillSince ?? performance.now()) : undefined;
  }

  /** The consumer stands there, and nothing is wrong. */
  stands(at: number): void {
    if (at !== this.pos) this.stillSince = undefined;
    this.pos = at;
    this.trouble = undefined;
    this.saw(Math.max(this.head, at));
  }

  /** It waits, for a reason that may pass. */
  waits(why: string): void {
    this.trouble = { why, since: this.trouble?.since ?? performance.now() };
  }

  /** Somebody else holds its cursor. */
  waitsForCursor(): void {
    this.waits('its cursor is held by somebody else, or gone');
  }

  /** It stands still until somebody looks: no waiting helps. */
  getsStuck(why: string): void {
    this.trouble = { why, since: -Infinity };
  }

  /** What readiness is to hear of it: what has lasted for so long. */
  troubleOver(patienceMs: number): string | undefined {
    const tooLong = performance.now() - patienceMs;
    if (this.trouble && this.trouble.since <= tooLong) return this.trouble.why;
    return this.busySince !== undefined && this.busySince <= tooLong ? 'one batch takes too long' : undefined;
  }
}

/** How a source is doing, by what is known of its shards. */
export function healthOf(
  running: boolean,
  sources: readonly string[],
  shards: readonly FollowedShard[],
  patienceMs: number,
): SourceHealth {
  const logs = sources.map((source) => {
    const mine = shards.filter((each) => each.source === source);
    const lag = mine.reduce((sum, { behind }) => sum + behind, 0);
    return { source, lag, stillMs: Math.max(0, ...mine.map(({ stillMs }) => stillMs)) };
  });
  const waiting = shards.flatMap((each) => {
    const error = each.troubleOver(patienceMs);
    return error === undefined ? [] : [{ source: each.source, shard: each.shard, error }];
  });
  return { running, logs, waiting };
}
