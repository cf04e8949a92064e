// Over 250 lines: one loop and the statements it sends; apart they would only point at each other.
import type pg from 'pg';
import { COLUMNS, envelope, type LogRow } from '../pg-log.js';
import { republish } from '../republish.js';
import { SHARDS } from '../shard-of.js';
import { commit, together, withClient } from '../together.js';
import { atMost, backoff, restFor } from '../waiting.js';
import type { WakeUp } from '../wake-up.js';
import { toRecord } from './fact-record.js';
import type { KafkaClient, Outgoing } from './kafka-client.js';

/** What a relay is given. */
export interface RelayOptions {
  /** Whose log is copied. */
  service: string;
  /** Connections of that service, in whose schema the log and the relay's place are. */
  pool: pg.Pool;
  client: KafkaClient;
  wakeUp: WakeUp;
  report: (error: unknown, where: string) => void;
}

/** How far a relay has come. */
export interface RelayHealth {
  /** Since when something is in the log that Kafka has not got; undefined where it has got all. */
  lateSince: number | undefined;
  trouble: string | undefined;
}

interface Place {
  shard: number;
  pos: number;
  epoch: string;
  /** Offset of the last fact that was copied. */
  kafka_offset: number | null;
}

const MOST = 1_000;
/** Of one shard; headers are counted as what they are at most. */
const MOST_BYTES = 600_000;
const HEADERS_BYTES = 1_000;
/** How often the log is looked at without news of it: what this process writes is news, what others write their relays copy. */
const LOOK_EVERY_MS = 1_000;
const LEFT_TO_OTHERS_MS = 50;
/** How often it is checked that Kafka still has what it had; by a clock that nobody sets back. */
const CHECK_EVERY_MS = 5_000;
const CAREFUL_ROUNDS = 2 * SHARDS;
const AGAIN_MS = { first: 200, most: 5_000 };

/**
 * Copies a service's log to its topic: facts in the order of their positions, each run right behind the cursor, and the cursor
 * moves only once Kafka has stored them. So the first copy of a fact never comes before the first copy of the one before it,
 * whoever else copies at the same time, and what comes twice is known by its position. Relays share the shards: one that is
 * held by another is left to it.
 */
export class Relay {
  private readonly stopping = new AbortController();
  private off?: () => void;
  private running?: Promise<void>;
  private wake: () => void = () => undefined;
  private lateSince?: number;
  private carefulRounds = 0;
  /** Positions that somebody lacks what follows of, by shard. */
  private readonly asked = new Map<number, number>();
  private trouble?: string;

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.off = this.options.wakeUp.on(this.options.service, () => this.wake());
    this.running = this.forEver();
  }

  /** Ends what it has begun to send. */
  async stop(deadlineMs: number): Promise<void> {
    this.off?.();
    this.stopping.abort();
    await atMost(deadlineMs, this.running);
  }

  health(): RelayHealth {
    return { lateSince: this.lateSince, trouble: this.trouble };
  }

  /** Copies the facts of a shard behind a position once more, as soon as it comes to it. */
  goBack(shard: number, after: number): void {
    this.asked.set(shard, Math.min(after, this.asked.get(shard) ?? after));
    this.wake();
  }

  private async forEver(): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    let checkAt = 0;
    let hasBegun = false;
    while (!signal.aborted) {
      try {
        if (!hasBegun) await this.begin();
        hasBegun = true;
        if (performance.now() >= checkAt) {
          await this.goBackWhereShort();
          checkAt = performance.now() + CHECK_EVERY_MS;
        }
        await this.goBackAsAsked();
        const woken = new Promise<void>((resolve) => (this.wake = resolve));
        const waitMs = (await this.isLate()) ? await this.copy() : LOOK_EVERY_MS;
        if (waitMs > 0) await Promise.race([woken, restFor(waitMs, signal)]);
        failures = 0;
      } catch (error) {
        this.complain(String(error));
        this.lateSince ??= performance.now();
        // Whatever it was, Kafka may not be what it was.
        checkAt = 0;
        hasBegun = false;
        this.carefulRounds = CAREFUL_ROUNDS;
        await restFor(backoff(AGAIN_MS.first, AGAIN_MS.most, failures++), signal);
      }
    }
  }

  /** Said once, as long as it is the same. */
  private complain(why: string): void {
    if (this.trouble !== why) this.options.report(new Error(why), `relay of ${this.options.service}`);
    this.trouble = why;
  }

  /** The topic is there, and the places are of this life of the log: what the topic holds of an earlier one is taken away. */
  private async begin(): Promise<void> {
    const { pool, client, service } = this.options;
    await pool.query(
      `INSERT INTO relay_cursor (shard, epoch) SELECT s, epoch FROM meta, generate_series(0, ${SHARDS - 1}) AS s
       ON CONFLICT DO NOTHING`,
    );
    await client.ensureTopics([service]);
    await withClient(pool, async (db) => {
      await db.query('BEGIN');
      const { rowCount } = await db.query(
        `UPDATE relay_cursor c SET epoch = meta.epoch, pos = 0, kafka_offset = NULL FROM meta WHERE c.epoch <> meta.epoch`,
      );
      if (rowCount) await client.emptyTopic(service);
      await db.query('COMMIT');
    });
  }

  private async goBackAsAsked(): Promise<void> {
    for (const [shard, after] of this.asked) {
      await republish(this.options.pool, this.options.service, { shard, from: after + 1 });
      this.asked.delete(shard);
    }
  }

  /** A topic that ends before the last fact that was copied has lost its end: so many facts are copied once more. */
  private async goBackWhereShort(): Promise<void> {
    const { pool, client, service } = this.options;
    await withClient(pool, async (db) => {
      await db.query('BEGIN');
      const { rows } = await db.query<Place>(`SELECT * FROM relay_cursor WHERE kafka_offset IS NOT NULL ${LOCK}`);
      const ends = rows.length > 0 ? await client.endOffsets(service) : new Map<number, number>();
      const short = rows.flatMap((place) => {
        const end = ends.get(place.shard) ?? 0;
        return end > place.kafka_offset! ? [] : [{ ...backBy(place, end), kafka_offset: end === 0 ? null : end - 1 }];
      });
      await this.move(db, short);
      await db.query('COMMIT');
    });
  }

  /** Whether something is to be copied. A log that ends before what was copied of it would use positions a second time. */
  private async isLate(): Promise<boolean> {
    const { rows } = await this.options.pool.query<{ late: boolean; reborn: boolean; short: string | null }>({
      name: 'relay is late',
      text: `SELECT bool_or(head > pos) AS late, bool_or(c.epoch <> meta.epoch) AS reborn,
               min(format('%s ends at %s, but %s was copied', shard, head, pos)) FILTER (WHERE head < pos AND c.epoch = meta.epoch) AS short
               FROM relay_cursor c JOIN shard USING (shard), meta`,
    });
    const { late, reborn, short } = rows[0]!;
    if (short !== null) throw new Error(`the log's shard ${short}: give the log a new epoch`);
    if (reborn) await this.begin();
    if (late) this.lateSince ??= performance.now();
    else this.lateSince = this.trouble = undefined;
    return late || reborn;
  }

  /**
   * One round: what follows the cursors, a bounded part of all shards that nobody else is copying. After a failure a shard at
   * a time for a while: one that Kafka does not take stops no other. Answers how long to wait for the next round.
   */
  private async copy(): Promise<number> {
    const { pool, client, service } = this.options;
    const most = this.carefulRounds > 0 ? 1 : SHARDS;
    this.carefulRounds = Math.max(0, this.carefulRounds - 1);
    const runs = await withClient(pool, async (db) => {
      const [, places] = await together([db.query('BEGIN'), this.placesBehind(db, most)]);
      const facts = places.length > 0 ? await this.factsBehind(db, places) : [];
      const runs = places.map((place) => runBehind(place, facts, service));
      const copied = runs.filter(({ records }) => records.length > 0);
      const sent = new Map(copied.map(({ place, records }) => [place.shard, records]));
      const offsets = sent.size > 0 ? await client.publish(service, sent) : new Map<number, number>();
      const moved = copied.map((run) => placeAfter(run.place, run.records.length, offsets.get(run.place.shard)!));
      await commit(db, [this.move(db, moved)]);
      return runs;
    });
    const hole = runs.find(({ records }) => records.length === 0)?.place;
    if (hole) this.complain(`position ${hole.pos + 1} is missing in the log's shard ${hole.shard}`);
    const hasMoved = runs.some(({ records }) => records.length > 0);
    if (!hasMoved) return hole ? LOOK_EVERY_MS : LEFT_TO_OTHERS_MS;
    if (!hole) this.trouble = undefined;
    this.lateSince = performance.now();
    return 0;
  }

  private async placesBehind(db: pg.PoolClient, most: number): Promise<Place[]> {
    const { rows } = await db.query<Place>({
      name: 'relay behind',
      text: `SELECT relay_cursor.* FROM relay_cursor JOIN shard USING (shard) WHERE head > pos ORDER BY random() LIMIT $1 ${LOCK}`,
      values: [most],
    });
    return rows;
  }

  private async factsBehind(db: pg.PoolClient, places: Place[]): Promise<LogRow[]> {
    const { rows } = await db.query<LogRow>({
      name: 'relay reads',
      text: `SELECT next.* FROM unnest($1::smallint[], $2::bigint[]) AS c (of, after) CROSS JOIN LATERAL (
               SELECT ${COLUMNS} FROM log WHERE shard = c.of AND pos > c.after ORDER BY pos LIMIT $3) AS next`,
      values: [places.map(({ shard }) => shard), places.map(({ pos }) => pos), Math.ceil(MOST / places.length)],
    });
    return rows;
  }

  private async move(db: pg.PoolClient, places: Place[]): Promise<void> {
    if (places.length === 0) return;
    await db.query({
      name: 'relay moves',
      text: `UPDATE relay_cursor c SET pos = n.pos, kafka_offset = n.kafka_offset, updated_at = clock_timestamp()
               FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS n (shard, pos, kafka_offset) WHERE c.shard = n.shard`,
      values: [
        places.map(({ shard }) => shard),
        places.map(({ pos }) => pos),
        places.map(({ kafka_offset }) => kafka_offset),
      ],
    });
  }
}

const LOCK = 'FOR UPDATE OF relay_cursor SKIP LOCKED';

/** What follows a place without a hole, for over one nothing is copied; of a size that Kafka takes. */
function runBehind(place: Place, facts: LogRow[], source: string): { place: Place; records: Outgoing[] } {
  const records: Outgoing[] = [];
  let bytes = 0;
  for (const row of facts) {
    if (row.shard !== place.shard) continue;
    const record = toRecord({ fact: envelope({ ...row, source }), epoch: place.epoch });
    bytes += Buffer.byteLength(record.value) + HEADERS_BYTES;
    const isNext = row.pos === place.pos + 1 + records.length;
    if (!isNext || (bytes > MOST_BYTES && records.length > 0)) break;
    records.push(record);
  }
  return { place, records };
}

/** Where a place is after so many were stored from an offset on; a lower one than was due says that the topic lost its end. */
export function placeAfter(place: Place, records: number, offset: number): Place {
  const kafka_offset = offset + records - 1;
  if (offset <= (place.kafka_offset ?? -1)) return { ...backBy(place, offset), kafka_offset };
  return { ...place, pos: place.pos + records, kafka_offset };
}

/** Each record that is lost was at most one fact. */
const backBy = (place: Place, end: number): Place => ({
  ...place,
  pos: Math.max(0, place.pos - (place.kafka_offset! + 1 - end)),
});
