import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Migration } from './database.js';
import { SHARDS } from './shard-of.js';

/** The migrations that give a service its log, cursors, dead letters and remembered answers, and its relay's place. */
export function messagingTables(schema: string): Migration[] {
  return [
    migration('MessagingTables1764000000000', statements(schema)),
    migration('RelayCursor1764028800000', [RELAY_CURSOR]),
    migration('LogHome1764115200000', [...logHome(schema), 'ALTER TABLE cursor ADD failing_since timestamptz']),
  ];
}

/** The tables that every service has; the others in its schema are its own. */
export const MESSAGING_TABLES = [
  ...['meta', 'shard', 'log', 'relay_cursor', 'cursor', 'dead_letter', 'idempotency'],
  'migrations',
];

function migration(name: string, statements: string[]): Migration {
  return class implements MigrationInterface {
    name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('A log is never taken away.');
    }
  };
}

// How far each shard has been copied to Kafka, in which life of the log, and the offset of the last fact that was.
const RELAY_CURSOR = `CREATE TABLE relay_cursor (
  shard smallint PRIMARY KEY, epoch uuid NOT NULL, pos bigint NOT NULL DEFAULT 0, kafka_offset bigint,
  updated_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 10)`;

// Where a log is written: another server (a dump that was restored), another course of the same one (a base backup that was
// restored, a standby that was promoted) or another table (a dump restored beside) has another name, and a crash has not.
const logHome = (schema: string) => [
  'ALTER TABLE meta ADD lives_in text',
  `CREATE FUNCTION log_home() RETURNS text LANGUAGE plpgsql AS $$
   BEGIN
     IF pg_is_in_recovery() THEN RETURN NULL; END IF;
     RETURN format('server %s, timeline %s, table %s', (SELECT system_identifier FROM pg_control_system()),
       ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int, '${schema}.log'::regclass::oid);
   END $$`,
];

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

  // Called once per transaction, last, READ COMMITTED, shards in ascending order: so position order is commit order, without
  // holes. One shard is the usual case (the facts of a decision have one key) and is served without sorting.
  `CREATE FUNCTION append(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
   DECLARE s smallint := (p->0->>'shard')::smallint; n int := jsonb_array_length(p); h bigint;
   BEGIN
     FOR i IN 1 .. n - 1 LOOP
       IF (p->i->>'shard')::smallint <> s THEN
         FOR s IN SELECT DISTINCT (e->>'shard')::smallint FROM jsonb_array_elements(p) e ORDER BY 1 LOOP
           PERFORM append((SELECT jsonb_agg(e ORDER BY ord) FROM jsonb_array_elements(p) WITH ORDINALITY AS t(e, ord)
                            WHERE (e->>'shard')::smallint = s));
         END LOOP;
         RETURN;
       END IF;
     END LOOP;
     UPDATE shard SET head = head + n WHERE shard.shard = s RETURNING head - n INTO STRICT h;
     FOR i IN 0 .. n - 1 LOOP
       INSERT INTO log (shard, pos, id, type, key, agg_version, data, meta)
       VALUES (s, h + i + 1, (p->i->>'id')::uuid, p->i->>'type', p->i->>'key', (p->i->>'agg_version')::int,
               p->i->'data', p->i->'meta');
     END LOOP;
   END $$`,

  // COMMIT is under way before the counts are known here, so a write that hits nothing has to fail over there.
  `CREATE FUNCTION all_hit(p boolean) RETURNS boolean LANGUAGE plpgsql AS $$
   BEGIN
     IF p THEN RETURN true; END IF;
     RAISE EXCEPTION 'a row that was to be written is not there';
   END $$`,

  // The row is locked by a statement of its own, so that the next one sees every letter that a redrive has resolved.
  `CREATE FUNCTION lock_cursor(p_consumer text, p_source text, p_shard int, p_keys text[])
     RETURNS TABLE (pos bigint, epoch uuid, fail_count int, parked_keys text[]) LANGUAGE plpgsql AS $$
   BEGIN
     SELECT t.pos, t.epoch, t.fail_count INTO pos, epoch, fail_count FROM cursor t
      WHERE t.consumer = p_consumer AND t.source = p_source AND t.shard = p_shard FOR UPDATE SKIP LOCKED;
     IF NOT FOUND THEN RETURN; END IF;
     parked_keys := ARRAY(SELECT d.key FROM dead_letter d WHERE d.consumer = p_consumer AND d.source = p_source
                             AND d.key = ANY (p_keys) AND d.resolved_at IS NULL);
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
