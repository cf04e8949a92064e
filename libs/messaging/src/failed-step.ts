import type pg from 'pg';
import type { Place } from './cursor.js';
import { errorLine, isCollision, isTransient, PermanentError } from './failures.js';

/** How often a failing fact is tried before it is parked, and how long is waited between. */
export interface RetryPolicy {
  most: number;
  baseMs: number;
  capMs: number;
  /** How often a fact may take the process down with it before it is parked; 5 where left out … */
  kills?: number;
  /** … and over how long at least; a minute where left out. */
  killedOverMs?: number;
}

/** What follows from a failure: wait and try again, or park. */
export type Verdict = { kind: 'wait'; waitMs: number } | { kind: 'park'; reason: string };

const nameOf = ({ consumer, source, shard }: Place) => `${consumer} ${source} ${shard}`;

/** Keeps the count of failures of a place in its cursor row, so that restarts do not reset it; progress does. */
export class Failures {
  private readonly waited = new Map<string, { pos: number; times: number }>();
  /** Starts that are counted in the cursor row though this process got over them. */
  private readonly outlived = new Map<string, number>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly policy: RetryPolicy,
  ) {}

  /** Transient failures wait for ever; others are counted and parked at the end. */
  async judge(place: Place, pos: number, error: unknown): Promise<Verdict> {
    if (error instanceof PermanentError) return { kind: 'park', reason: 'permanent' };
    if (isTransient(error)) return { kind: 'wait', waitMs: this.backoff(this.timesWaited(place, pos)) };
    const failed = await this.count(place, pos, error);
    if (failed >= this.policy.most) return { kind: 'park', reason: 'failed too often' };
    return { kind: 'wait', waitMs: isCollision(error) ? 0 : this.backoff(failed - 1) };
  }

  /**
   * Counts a start of this fact alone, before it is tried: whether it has taken the process down too often. No answer where
   * somebody else holds the cursor.
   */
  async isKiller(place: Place, pos: number): Promise<boolean | undefined> {
    const { consumer, source, shard } = place;
    const { kills = 5, killedOverMs = 60_000 } = this.policy;
    const more = this.outlived.get(nameOf(place)) === pos ? 0 : 1;
    const { rows } = await this.pool.query<{ killer: boolean }>(
      `UPDATE cursor SET started = CASE WHEN started_pos = $4 THEN started + $5 ELSE 1 END,
              started_since = CASE WHEN started_pos = $4 THEN started_since ELSE now() END, started_pos = $4
        WHERE (consumer, source, shard) = (SELECT consumer, source, shard FROM cursor
                WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED)
        RETURNING started > $6 AND started_since <= now() - $7 * interval '1 ms' AS killer`,
      [consumer, source, shard, pos, more, kills, killedOverMs],
    );
    if (rows[0]) this.outlived.delete(nameOf(place));
    return rows[0]?.killer;
  }

  /** The fact was tried alone and failed, but the process lives: that start does not count. */
  async outlive(place: Place, pos: number): Promise<void> {
    this.outlived.set(nameOf(place), pos);
    const { consumer, source, shard } = place;
    await this.pool.query(
      `UPDATE cursor SET started = started - 1
        WHERE consumer = $1 AND source = $2 AND shard = $3 AND started_pos = $4 AND started > 0`,
      [consumer, source, shard, pos],
    );
    this.outlived.delete(nameOf(place));
  }

  private timesWaited(place: Place, pos: number): number {
    const before = this.waited.get(nameOf(place));
    const times = before?.pos === pos ? before.times + 1 : 0;
    this.waited.set(nameOf(place), { pos, times });
    return times;
  }

  private async count({ consumer, source, shard }: Place, pos: number, error: unknown): Promise<number> {
    const { rows } = await this.pool.query<{ fail_count: number }>(
      `UPDATE cursor SET fail_count = CASE WHEN fail_pos = $4 THEN fail_count + 1 ELSE 1 END, fail_pos = $4, last_error = $5
        WHERE consumer = $1 AND source = $2 AND shard = $3 RETURNING fail_count`,
      [consumer, source, shard, pos, errorLine(error)],
    );
    return rows[0]?.fail_count ?? 1;
  }

  private backoff(times: number): number {
    return Math.min(this.policy.capMs, this.policy.baseMs * 2 ** Math.min(times, 20));
  }
}
