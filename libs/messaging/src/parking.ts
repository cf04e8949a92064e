import { newId, noticeType, type Notice, type NoticeName, type Owner } from '#libs/contracts';
import type pg from 'pg';
import type { Place } from './cursor.js';
import type { FactEnvelope } from './envelope.js';
import { errorLine } from './failures.js';
import { shardOf } from './shard-of.js';
import { appendTo } from './transaction.js';

interface Why {
  reason: string;
  error?: unknown;
  attempts?: number;
  /** Parked only because an earlier fact of the key is. */
  behind?: boolean;
  /** The service whose log gets a notice, so that the order's timeline shows it. */
  notice?: Owner | string;
}

/** Puts a fact aside together with why; again where it was put aside in an earlier run over the log. The notice, being an append, must be the transaction's last statement. */
export async function park(client: pg.ClientBase, place: Place, fact: FactEnvelope, why: Why): Promise<void> {
  const letter = client.query(
    `INSERT INTO dead_letter (consumer, source, shard, pos, key, type, envelope, reason, error, attempts, behind)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (consumer, source, shard, pos) DO UPDATE SET key = $5, type = $6, envelope = $7, reason = $8, error = $9, attempts = $10, behind = $11,
       parked_at = now(), resolved_at = NULL, resolved_by = NULL, resolution = NULL`,
    [
      place.consumer,
      place.source,
      place.shard,
      fact.pos,
      fact.key,
      fact.type,
      JSON.stringify(fact),
      why.reason,
      why.error === undefined ? null : errorLine(why.error),
      why.attempts ?? 0,
      why.behind ?? false,
    ],
  );
  const notice = why.notice && notify(client, why.notice, 'FactParked', place, fact, why.reason);
  await Promise.all([letter, notice]);
}

/** Writes a notice about a fact into a service's log, under the fact's key; a notice belongs to no noun. */
export function notify(
  client: pg.ClientBase,
  service: string,
  name: NoticeName,
  place: Place,
  fact: FactEnvelope,
  reason: string,
) {
  const { occurredAt, clock, correlationId, key } = fact;
  const { consumer, source } = place;
  const data: Notice = { consumer, source, fact: fact.name, position: fact.pos, reason };
  const type = noticeType(service, name);
  const meta = { occurredAt, clock, correlationId, causationId: fact.id };
  return appendTo(client, [{ shard: shardOf(key), id: newId(), type, key, agg_version: 0, data, meta }]);
}
