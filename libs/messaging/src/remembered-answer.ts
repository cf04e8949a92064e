import type { Receipt } from '#libs/contracts';
import { unprocessable, type Rejection } from '#libs/decider';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Call } from './call.js';
import type { Statement } from './statement.js';

/** How a command ended: with facts or with a business "no". Both are remembered. */
export type Outcome = { receipt: Receipt } | { rejection: Rejection };

/** How long an answer is remembered under its Idempotency-Key. */
export const REMEMBERED = '7 days';

/** The answer kept for one Idempotency-Key of one organisation and actor. */
export class RememberedAnswer {
  private readonly id: [org: string, actor: string, key: string];
  private readonly hash: Buffer;

  constructor(
    private readonly client: pg.ClientBase,
    { actor, idempotency }: Call & { idempotency: NonNullable<Call['idempotency']> },
  ) {
    this.id = [actor.org, actor.sub, idempotency.key];
    this.hash = createHash('sha256').update(idempotency.request).digest();
  }

  /** The answer given before, if any; waits for a twin that is being carried out. Another request under the key is a no. */
  async recall(): Promise<Outcome | undefined> {
    const { rows } = await this.client.query<{ request_hash: Buffer; outcome: Outcome }>({
      name: 'recall',
      text: `SELECT * FROM recall($1, $2, $3, now() - interval '${REMEMBERED}')`,
      values: this.id,
    });
    if (!rows[0]) return undefined;
    return rows[0].request_hash.equals(this.hash) ? rows[0].outcome : { rejection: OTHER_REQUEST };
  }

  /** The statement that keeps the answer, in the transaction of what it answers. */
  keep(outcome: Outcome): Statement {
    return {
      name: 'keep answer',
      text: `INSERT INTO idempotency (org, actor, key, request_hash, outcome) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, actor, key) DO UPDATE SET request_hash = $4, outcome = $5, created_at = now()`,
      values: [...this.id, this.hash, JSON.stringify(outcome)],
    };
  }
}

const OTHER_REQUEST = unprocessable(
  'idempotency-key-reused',
  'This Idempotency-Key was used for another request: send a new key for a new request.',
);
