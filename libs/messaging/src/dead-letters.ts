import { commit, withClient } from './together.js';
import type { Consumer } from './consumer.js';
import type { ServiceDatabase } from './database.js';
import { effectsOf } from './effects.js';
import type { FactEnvelope } from './envelope.js';
import { errorLine } from './failures.js';
import type { Statement } from './statement.js';
import { notify } from './parking.js';
import { solo } from './solo.js';
import type { WakeUp } from './wake-up.js';

/** A fact that was put aside. */
export interface DeadLetter {
  id: number;
  consumer: string;
  source: string;
  shard: number;
  pos: number;
  key: string;
  type: string;
  envelope: FactEnvelope;
  reason: string;
  error: string | null;
  attempts: number;
  behind: boolean;
  parked_at: string;
  resolved_at: string | null;
  resolved_by: string | null;
  resolution: string | null;
}

/** Who takes a letter up or gives it up, by an account or pseudonym, and why. */
export interface Decided {
  by: string;
  reason: string;
}

/** Facts that were put aside, and the ways out: apply them after a fix, or discard them with a reason. */
export class DeadLetters {
  constructor(
    private readonly service: string,
    private readonly database: ServiceDatabase,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Letters in the order they were parked; only open ones where asked for. */
  list({ key, open = true }: { key?: string; open?: boolean } = {}): Promise<DeadLetter[]> {
    return this.database.query<DeadLetter>(
      `SELECT * FROM dead_letter WHERE ($1::text IS NULL OR key = $1) AND (NOT $2 OR resolved_at IS NULL) ORDER BY id`,
      [key ?? null, open],
    );
  }

  /** How many are open: as long as there is one the service is not ready. */
  async openCount(): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM dead_letter WHERE resolved_at IS NULL`,
    );
    return row!.n;
  }

  /**
   * Applies the open letters of a key in order, one transaction each, holding the cursor row so that nothing is parked
   * behind unseen. Returns how many were applied; throws at the first that still fails. Each is tried alone: one that kills
   * the process takes nothing else of it along.
   */
  async redrive(consumer: Consumer, source: string, key: string, decided: Decided): Promise<number> {
    for (let applied = 0; ; applied += 1) {
      if (!(await solo.alone(() => this.redriveNext(consumer, source, key, decided)))) return applied;
    }
  }

  /** Gives a letter up: who and why are kept. Whether it was open. */
  async discard(id: number, { by, reason }: Decided): Promise<boolean> {
    return withClient(this.database.pool, async (client) => {
      await client.query('BEGIN');
      const { rows } = await client.query<DeadLetter>(
        `UPDATE dead_letter SET resolved_at = now(), resolved_by = $2, resolution = $3
          WHERE id = $1 AND resolved_at IS NULL RETURNING *`,
        [id, by, `discarded: ${reason}`],
      );
      const notices = rows.map((letter) =>
        notify(client, this.service, 'FactDiscarded', letter, letter.envelope, reason),
      );
      await commit(client, notices);
      return rows.length > 0;
    });
  }

  private async redriveNext(consumer: Consumer, source: string, key: string, decided: Decided): Promise<boolean> {
    let id: number | undefined;
    try {
      const news = await withClient(this.database.inboxPool, async (client) => {
        await client.query('BEGIN');
        const { rows } = await client.query<DeadLetter>(
          `SELECT d.* FROM cursor c JOIN dead_letter d USING (consumer, source, shard)
            WHERE consumer = $1 AND source = $2 AND key = $3 AND resolved_at IS NULL ORDER BY d.pos LIMIT 1 FOR UPDATE`,
          [consumer.name, source, key],
        );
        const letter = rows[0];
        if (!letter) {
          await client.query('ROLLBACK');
          return undefined;
        }
        id = letter.id;
        const fact = letter.envelope;
        const store = await effectsOf(client, consumer, [fact]);
        const { written, news } = store(resolving(letter.id, decided), [fact]);
        const notice = notify(client, this.service, 'FactResumed', letter, fact, `applied: ${decided.reason}`);
        await commit(client, [...written, notice]);
        return news;
      });
      if (news) this.wakeUp.signal(this.service, news);
      return news !== undefined;
    } catch (error) {
      if (id !== undefined) await this.stillFails(id, error);
      throw error;
    }
  }

  private async stillFails(id: number, error: unknown): Promise<void> {
    await this.database.query(`UPDATE dead_letter SET attempts = attempts + 1, error = $2 WHERE id = $1`, [
      id,
      errorLine(error),
    ]);
  }
}

const resolving = (id: number, { by, reason }: Decided): Statement => ({
  name: 'resolve letter',
  text: `UPDATE dead_letter SET resolved_at = now(), resolved_by = $2, resolution = $3, attempts = attempts + 1 WHERE id = $1`,
  values: [id, by, `applied: ${reason}`],
});
