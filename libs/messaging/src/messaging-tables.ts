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
     last_error text, updated_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (consumer, source, shard)) WITH (fillfactor = 50)`,

  `CREATE TABLE dead_letter (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, consumer text NOT NULL, source text NOT NULL,
     shard smallint NOT NULL, pos bigint NOT NULL, key text NOT NULL, type text NOT NULL, envelope jsonb NOT NULL,
     reason text NOT NULL, error text, behind boolean NOT NULL DEFAULT false, attempts int NOT NULL,
     parked_at timestamptz NOT NULL DEFAULT now(), resolved_at timestamptz, resolved_by text, resolution text,
     UNIQUE (consumer, source, shard, pos))`,
  `CREATE INDEX dead_letter_open ON dead_letter (consumer, source, key) WHERE resolved_at IS NULL`,

  // Written in the transaction that did the work; a concurrent twin waits on an advisory lock of the same three. json, not
  // jsonb: the answer is repeated to the letter.
  `CREATE TABLE idempotency (
     org text, actor text, key text, request_hash bytea NOT NULL, outcome json NOT NULL,
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

  // COMMIT is under way before the counts are known here, so a write that hits nothing has to fail over there.
  `CREATE FUNCTION all_hit(p boolean) RETURNS boolean LANGUAGE plpgsql AS $$
   BEGIN
     IF p THEN RETURN true; END IF;
     RAISE EXCEPTION 'a row that was to be written is not there';
   END $$`,

  // The row is locked by a statement of its own, so that the next ones see every letter that a redrive has resolved.
  `CREATE FUNCTION take_cursor(p_consumer text, p_source text, p_shard int, p_after bigint, p_up_to bigint, p_epoch uuid,
                               p_hint text, p_keys text[])
     RETURNS TABLE (pos bigint, epoch uuid, fail_count int, advanced boolean, parked_keys text[]) LANGUAGE plpgsql AS $$
   DECLARE c record;
   BEGIN
     SELECT t.pos, t.epoch, t.fail_count INTO c FROM cursor t
      WHERE t.consumer = p_consumer AND t.source = p_source AND t.shard = p_shard FOR UPDATE SKIP LOCKED;
     IF NOT FOUND THEN RETURN; END IF;
     pos := c.pos; epoch := c.epoch; fail_count := c.fail_count;
     advanced := c.pos >= p_after AND c.pos < p_up_to AND c.epoch = p_epoch;
     IF advanced THEN
       UPDATE cursor t SET pos = p_up_to, hint = coalesce(p_hint, t.hint), fail_pos = NULL, fail_count = 0, started = 0,
              started_pos = NULL, started_since = NULL, last_error = NULL, updated_at = now()
        WHERE t.consumer = p_consumer AND t.source = p_source AND t.shard = p_shard;
       parked_keys := ARRAY(SELECT DISTINCT d.key FROM dead_letter d WHERE d.consumer = p_consumer
                             AND d.source = p_source AND d.key = ANY (p_keys) AND d.resolved_at IS NULL);
     END IF;
     RETURN NEXT;
   END $$`,

  // The lock is taken by a statement of its own, so that the next one sees what the twin has written meanwhile.
  `CREATE FUNCTION recall(p_org text, p_actor text, p_key text, p_since timestamptz)
     RETURNS TABLE (request_hash bytea, outcome json) LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(E'\\n', p_org, p_actor, p_key), 0));
     RETURN QUERY SELECT i.request_hash, i.outcome FROM idempotency i
      WHERE i.org = p_org AND i.actor = p_actor AND i.key = p_key AND i.created_at > p_since;
   END $$`,

  `REVOKE UPDATE, DELETE, TRUNCATE ON log FROM ${schema}`,
  `REVOKE INSERT, UPDATE, DELETE ON meta FROM ${schema}`,
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
