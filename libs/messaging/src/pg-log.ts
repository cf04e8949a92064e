import { nameInType, upcast, type Owner } from '#libs/contracts';
import type pg from 'pg';
import { schemaOf } from './database.js';
import type { FactEnvelope, FactMeta } from './envelope.js';
import type { LogBatch } from './log-source.js';

/** A fact as it stands in the log's table. */
export interface LogRow {
  source: string;
  shard: number;
  pos: number;
  id: string;
  type: string;
  key: string;
  agg_version: number;
  time: string;
  data: unknown;
  meta: FactMeta;
}

export const COLUMNS = 'shard, pos, id, type, key, agg_version, time, data, meta';

export function envelope({ source, shard, pos, id, type, key, agg_version, time, data, meta }: LogRow): FactEnvelope {
  return { ...meta, source, shard, pos, id, type, name: nameInType(type), key, aggVersion: agg_version, time, data };
}

/** Reads the log of one service: the only place that reads a log that is not the reader's own. */
export class PgLog {
  private readonly schema: string;

  constructor(
    private readonly pool: pg.Pool,
    readonly source: string,
  ) {
    this.schema = schemaOf(source);
  }

  /** Which life of the log this is. */
  async epoch(): Promise<string> {
    const { rows } = await this.pool.query<{ epoch: string }>(`SELECT epoch FROM ${this.schema}.meta`);
    return rows[0]!.epoch;
  }

  /** The last position of every shard. */
  async heads(): Promise<{ shard: number; head: number }[]> {
    const { rows } = await this.pool.query<{ shard: number; head: number }>({
      name: `heads ${this.schema}`,
      text: `SELECT shard, head FROM ${this.schema}.shard`,
    });
    return rows;
  }

  /** The next facts of a shard behind a position, in order and as they were written; nothing where none follow. */
  async after(shard: number, pos: number, most: number): Promise<LogBatch | undefined> {
    const { rows } = await this.pool.query<LogRow & { epoch: string }>({
      name: `after ${this.schema}`,
      text: `SELECT $4::text AS source, ${COLUMNS}, (SELECT epoch FROM ${this.schema}.meta)
               FROM ${this.schema}.log WHERE shard = $1 AND pos > $2 ORDER BY pos LIMIT $3`,
      values: [shard, pos, most, this.source],
    });
    return rows[0] && { source: this.source, shard, epoch: rows[0].epoch, facts: rows.map(envelope) };
  }
}

/** What happened with one key, read from the service's own log and the logs it follows. */
export class History {
  constructor(
    private readonly pool: pg.Pool,
    private readonly sources: readonly (Owner | string)[],
  ) {}

  /** All facts and notices of a key, in the words of today: those of one log by their positions, logs by the time of writing. */
  async of(key: string): Promise<FactEnvelope[]> {
    // Facts and notices have an index each.
    const parts = this.sources.flatMap((source) =>
      ['> 0', '= 0'].map(
        (which) =>
          `SELECT '${source}' AS source, ${COLUMNS} FROM ${schemaOf(source)}.log WHERE key = $1 AND agg_version ${which}`,
      ),
    );
    const { rows } = await this.pool.query<LogRow>(
      `SELECT * FROM (${parts.join(' UNION ALL ')}) AS each
        ORDER BY max(time) OVER (PARTITION BY source ORDER BY pos), source, pos`,
      [key],
    );
    return rows.map((row) => upcast(envelope(row)));
  }
}
