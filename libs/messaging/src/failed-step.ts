import type pg from 'pg';
import { nameOf, type Place } from './cursor.js';
import { errorLine, isCollision, isTransient, PermanentError } from './failures.js';
import { backoff } from './waiting.js';

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

/** A fact that this process has begun and not got over yet. */
interface Trial {
  pos: number;
  /** An earlier process began it too, and did not live to end it. */
  isSuspect: boolean;
  /** Something is parked in its place. */
  hasParked: boolean;
  counted: boolean;
}

/** Keeps the count of failures of a place in its cursor row, so that restarts do not reset it; progress does. */
export class Failures {
  private readonly waited = new Map<string, { pos: number; times: number }>();
  private readonly trials = new Map<string, Trial>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly policy: RetryPolicy,
  ) {}

  /** Transient failures wait for ever; others are counted and parked at the end. */
  async judge(place: Place, pos: number, error: unknown): Promise<Verdict> {
    if (error instanceof PermanentError) return { kind: 'park', reason: 'permanent' };
    if (isTransient(error)) {
      await this.note(place, error);
      return { kind: 'wait', waitMs: this.backoff(this.timesWaited(place, pos)) };
    }
    const failed = await this.count(place, pos, error);
    if (failed >= this.policy.most) return { kind: 'park', reason: 'failed too often' };
    return { kind: 'wait', waitMs: isCollision(error) ? 0 : this.backoff(failed - 1) };
  }

  /** Notes that a place goes on with this fact after a start. No answer where somebody else holds the cursor. */
  async begin(place: Place, pos: number): Promise<Trial | undefined> {
    const known = this.trials.get(nameOf(place));
    if (known?.pos === pos) return known;
    const { consumer, source, shard } = place;
    const { rows } = await this.pool.query<Pick<Trial, 'isSuspect' | 'hasParked'>>(
      `WITH c AS (SELECT consumer, source, shard, coalesce(started_pos = $4, false) AS suspect FROM cursor
                   WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED),
            u AS (UPDATE cursor SET started_pos = $4, started = CASE WHEN suspect THEN started ELSE 0 END
                    FROM c WHERE (cursor.consumer, cursor.source, cursor.shard) = (c.consumer, c.source, c.shard))
       SELECT suspect AS "isSuspect", EXISTS (SELECT FROM dead_letter d WHERE d.consumer = $1 AND d.source = $2
                AND d.shard = $3 AND resolved_at IS NULL) AS "hasParked" FROM c`,
      [consumer, source, shard, pos],
    );
    if (!rows[0]) return undefined;
    const trial = { ...rows[0], pos, counted: false };
    this.trials.set(nameOf(place), trial);
    return trial;
  }

  /** Counts that a suspect is tried, alone; whether it has taken the process down too often. No answer as above. */
  async isKiller(place: Place): Promise<boolean | undefined> {
    const { consumer, source, shard } = place;
    const { kills = 5, killedOverMs = 60_000 } = this.policy;
    const trial = this.trials.get(nameOf(place))!;
    const { rows } = await this.pool.query<{ killer: boolean }>(
      `UPDATE cursor SET started = started + $4, started_since = CASE WHEN started = 0 THEN now() ELSE started_since END
        WHERE (consumer, source, shard) = (SELECT consumer, source, shard FROM cursor
                WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED)
        RETURNING started > $5 AND started_since <= now() - $6 * interval '1 ms' AS killer`,
      [consumer, source, shard, trial.counted ? 0 : 1, kills, killedOverMs],
    );
    if (rows[0]) trial.counted = true;
    return rows[0]?.killer;
  }

  /** The fact was tried and failed, but the process lives: this time does not count. */
  async outlive(place: Place, pos: number): Promise<void> {
    const { consumer, source, shard } = place;
    await this.pool.query(
      `UPDATE cursor SET started = greatest(started - 1, 0), started_pos = CASE WHEN started > 0 THEN started_pos END
        WHERE consumer = $1 AND source = $2 AND shard = $3 AND started_pos = $4`,
      [consumer, source, shard, pos],
    );
    this.trials.delete(nameOf(place));
  }

  private timesWaited(place: Place, pos: number): number {
    const before = this.waited.get(nameOf(place));
    const times = before?.pos === pos ? before.times + 1 : 0;
    this.waited.set(nameOf(place), { pos, times });
    return times;
  }

  private async count({ consumer, source, shard }: Place, pos: number, error: unknown): Promise<number> {
    const { rows } = await this.pool.query<{ fail_count: number }>(
      `UPDATE cursor SET fail_count = CASE WHEN fail_pos = $4 THEN fail_count + 1 ELSE 1 END, fail_pos = $4, last_error = $5,
              failing_since = coalesce(failing_since, now())
        WHERE consumer = $1 AND source = $2 AND shard = $3 RETURNING fail_count`,
      [consumer, source, shard, pos, errorLine(error)],
    );
    return rows[0]?.fail_count ?? 1;
  }

  /** For operators, as far as it can be written; what waits is not counted. */
  private async note({ consumer, source, shard }: Place, error: unknown): Promise<void> {
    const noted = this.pool.query(
      `UPDATE cursor SET last_error = $4, failing_since = coalesce(failing_since, now())
        WHERE (consumer, source, shard) = (SELECT consumer, source, shard FROM cursor
                WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED)`,
      [consumer, source, shard, errorLine(error)],
    );
    await noted.catch(() => undefined);
  }

  private backoff(times: number): number {
    return backoff(this.policy.baseMs, this.policy.capMs, times);
  }
}
