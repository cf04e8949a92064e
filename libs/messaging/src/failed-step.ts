import type pg from 'pg';
import type { Place } from './cursor.js';
import { errorLine, isCollision, isTransient, PermanentError } from './failures.js';

/** How often a failing fact is tried before it is parked, and how long is waited between. */
export interface RetryPolicy {
  most: number;
  baseMs: number;
  capMs: number;
}

/** What follows from a failure: wait and try again, or park. */
export type Verdict = { kind: 'wait'; waitMs: number } | { kind: 'park'; reason: string };

/** How often a fact may take the process down with it before it is parked, and over how long at least. */
const KILLS = 5;
const KILLED_OVER = '60 seconds';

/** Keeps the count of failures of a place in its cursor row, so that restarts do not reset it; progress does. */
export class Failures {
  private readonly waited = new Map<string, number>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly policy: RetryPolicy,
  ) {}

  /** Transient failures wait for ever; others are counted and parked at the end. */
  async judge(place: Place, pos: number, error: unknown): Promise<Verdict> {
    const name = `${place.consumer} ${place.source} ${place.shard} ${pos}`;
    if (error instanceof PermanentError) return { kind: 'park', reason: 'permanent' };
    if (isTransient(error) || isCollision(error)) {
      const times = this.waited.get(name) ?? 0;
      this.waited.clear();
      this.waited.set(name, times + 1);
      return { kind: 'wait', waitMs: isCollision(error) ? this.policy.baseMs / 10 : this.backoff(times) };
    }
    const failed = await this.count(place, pos, error);
    if (failed >= this.policy.most) return { kind: 'park', reason: 'failed too often' };
    return { kind: 'wait', waitMs: this.backoff(failed - 1) };
  }

  /** Raises the count of starts on this position; whether it has taken the process down too often. */
  async isKiller({ consumer, source, shard }: Place, pos: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ killer: boolean }>(
      `UPDATE cursor SET started = CASE WHEN started_pos = $4 THEN started + 1 ELSE 1 END,
              started_since = CASE WHEN started_pos = $4 THEN started_since ELSE now() END, started_pos = $4
        WHERE consumer = $1 AND source = $2 AND shard = $3
        RETURNING started > ${KILLS} AND started_since < now() - interval '${KILLED_OVER}' AS killer`,
      [consumer, source, shard, pos],
    );
    return rows[0]?.killer === true;
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
