import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Migration } from './database.js';
import { SHARDS } from './shard-of.js';

/** The migration that gives a service its log, cursors, dead letters and remembered answers. */
export function messagingTables(schema: string): Migration {
  return class MessagingTables1764000000000 implements MigrationInterface {
    name = 'MessagingTables1764000000000';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements(schema)) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('A log is never taken away.');
    }
  };
}

const statements = (schema: string) => [
  `CREATE TABLE meta (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     epoch uuid NOT NULL DEFAULT gen_random_uuid(),
     shards smallint NOT NULL)`,
  `INSERT INTO meta (shards) VALUES (${SHARDS})`,

  `CREATE TABLE shard (shard smallint PRIMARY KEY, head bigint NOT NULL DEFAULT 0) WITH (fillfactor = 10)`,
  `INSERT INTO shard SELECT generate_series(0, ${SHARDS - 1})`,

  // Insert only, the archive. agg_version 0 is a notice that belongs to no noun.
  `CREATE TABLE log (
     shard smallint NOT NULL, pos bigint NOT NULL, id uuid NOT NULL, type text NOT NULL, key text NOT NULL,
     agg_version int NOT NULL, time timestamptz NOT NULL DEFAULT clock_timestamp(),
     data jsonb NOT NULL, meta jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (shard, pos))`,
  `CREATE UNIQUE INDEX log_aggregate ON log (key, agg_version) WHERE agg_version > 0`,
  `CREATE INDEX log_notice ON log (key) WHERE agg_version = 0`,

  `CREATE TABLE cursor (
     consumer text, source text, shard smallint, epoch uuid NOT NULL, pos bigint NOT NULL DEFAULT 0, hint text,
     fail_pos bigint, fail_count int NOT NULL DEFAULT 0,
     started int NOT NULL DEFAULT 0, started_pos bigint, started_since timestamptz,
     retry_at timestamptz, last_error text, updated_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (consumer, source, shard)) WITH (fillfactor = 50)`,

  `CREATE TABLE dead_letter (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, consumer text NOT NULL, source text NOT NULL,
     shard smallint NOT NULL, pos bigint NOT NULL, key text NOT NULL, type text NOT NULL, envelope jsonb NOT NULL,
     reason text NOT NULL, error text, behind boolean NOT NULL DEFAULT false, attempts int NOT NULL,
     parked_at timestamptz NOT NULL DEFAULT now(), resolved_at timestamptz, resolved_by text, resolution text,
     UNIQUE (consumer, source, shard, pos))`,
  `CREATE INDEX dead_letter_open ON dead_letter (consumer, source, key) WHERE resolved_at IS NULL`,

  // Written in the transaction that did the work; a concurrent twin waits on an advisory lock of the same three.
  `CREATE TABLE idempotency (
     org text, actor text, key text, request_hash bytea NOT NULL, outcome jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org, actor, key))`,
  `CREATE INDEX idempotency_age ON idempotency (created_at)`,

  // Called once per transaction, last, READ COMMITTED, shards in ascending order: so position order is commit order, without holes.
  `CREATE FUNCTION append(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
   DECLARE r record; h bigint;
   BEGIN
     FOR r IN SELECT (e->>'shard')::smallint AS s, count(*) AS n FROM jsonb_array_elements(p) e GROUP BY 1 ORDER BY 1 LOOP
       UPDATE shard SET head = head + r.n WHERE shard.shard = r.s RETURNING head - r.n INTO STRICT h;
       INSERT INTO log (shard, pos, id, type, key, agg_version, data, meta)
       SELECT r.s, h + row_number() OVER (ORDER BY ord), (e->>'id')::uuid, e->>'type', e->>'key',
              (e->>'agg_version')::int, e->'data', e->'meta'
         FROM jsonb_array_elements(p) WITH ORDINALITY AS t(e, ord) WHERE (e->>'shard')::smallint = r.s;
     END LOOP;
   END $$`,

  `REVOKE UPDATE, DELETE, TRUNCATE ON log FROM ${schema}`,
  `GRANT SELECT ON log, shard, meta TO ${schema}_readers`,
];

/**
 * The statement that makes a noun's table: id, version and folded state, and columns generated from the state, so that
 * nothing has to copy what a query needs. `columns` maps a column to its type and expression over `state`.
 */
export function nounTable(noun: string, columns: Record<string, string> = {}): string {
  const generated = Object.entries(columns).map(([name, how]) => {
    const [type, ...expression] = how.split(' ');
    return `${name} ${type} GENERATED ALWAYS AS (${expression.join(' ')}) STORED`;
  });
  const all = ['id text PRIMARY KEY', 'version int NOT NULL', 'state jsonb NOT NULL', ...generated];
  return `CREATE TABLE "${noun}" (${all.join(', ')}) WITH (fillfactor = 70)`;
}
