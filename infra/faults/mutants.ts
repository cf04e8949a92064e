import { Inbox, KafkaClient, PgLog, Relay, type BatchOutcome, type Consumer, type LogBatch } from '#libs/messaging';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from './stage.js';

type Transport = 'postgres' | 'kafka';

/** A wrong variant of the messaging that the bench has to catch. It changes what runs, never what is written in libs. */
export interface Mutant {
  says: string;
  transports: readonly Transport[];
  /** What the checks must find, at least. */
  caughtBy: RegExp;
  /** Changes a process of a service, before its own code. */
  inProcess(service: string): void;
  /** Changes a service's schema, once, after the first start. */
  inSchema?(schema: string): string;
  /** What is done meanwhile to bring it to light. */
  bringToLight(stage: Stage, signal?: AbortSignal): Promise<void>;
}

/** How wide the gaps are that the mutants open: so wide that a few kills, and a few orders, are enough. */
const BEFORE_THE_CURSOR_MS = 150;
const BEFORE_COMMIT_MS = 400;
const KILLS = 6;
const LOST = 0.15;
const AWHILE_MS = 6_000;
const BROKERS_AWAY_MS = 4_000;

type Statement = string | { name?: string; values?: unknown[] };
type Query = (this: object, statement: Statement, ...rest: unknown[]) => Promise<unknown>;

/** The statement that moves the witness's cursor is kept back until the effect is committed. */
function cursorInASecondTransaction(): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  const kept = new WeakMap<object, Statement>();
  client.query = function (statement, ...rest) {
    const { name, values } = typeof statement === 'string' ? {} : statement;
    if (name === 'move cursor' && values?.[0] === 'witness') {
      kept.set(this, statement);
      return query.call(this, 'SELECT 1');
    }
    const answer = query.call(this, statement, ...rest);
    const move = kept.get(this);
    if (!move || (statement !== 'COMMIT' && statement !== 'ROLLBACK')) return answer;
    kept.delete(this);
    if (statement === 'ROLLBACK') return answer;
    return answer.then(async (done) => {
      await pause(BEFORE_THE_CURSOR_MS);
      await query.call(this, move);
      return done;
    });
  };
}

/** The parts of an inbox and of a log that the mutant takes hold of. */
interface InsideInbox {
  apply: (this: InsideInbox, consumer: Consumer, batch: LogBatch) => Promise<BatchOutcome>;
  applyStep: (
    this: InsideInbox,
    consumer: Consumer,
    place: unknown,
    batch: LogBatch,
    step: { after: number },
  ) => Promise<BatchOutcome>;
}
interface InsideLog {
  pool: pg.Pool;
  schema: string;
  heads(): Promise<unknown[]>;
}

function goesOnOverHoles(): void {
  const inbox = Inbox.prototype as unknown as InsideInbox;
  const { apply, applyStep } = inbox;
  inbox.applyStep = function (consumer, place, batch, step) {
    return applyStep.call(this, consumer, place, batch, { ...step, after: -1 });
  };
  inbox.apply = async function (consumer, batch) {
    let outcome: BatchOutcome = { kind: 'busy' };
    for (const fact of batch.facts) {
      outcome = await apply.call(this, consumer, { ...batch, facts: [fact] });
      if (outcome.kind !== 'applied') return outcome;
    }
    return outcome;
  };
}

/** The last position that can be seen counts as the head, as it does where there is no counter. */
function headsAreWhatIsSeen(): void {
  const log = PgLog.prototype as unknown as InsideLog;
  log.heads = async function () {
    const last = `coalesce((SELECT max(pos) FROM ${this.schema}.log WHERE log.shard = s.shard), 0)`;
    return (await this.pool.query(`SELECT shard, ${last} AS head FROM ${this.schema}.shard s`)).rows;
  };
}

/**
 * Positions as an identity column gives them: taken at once, visible at commit, and gone after a rollback. Transactions that
 * place an order dawdle, so that two of one shard often overlap.
 */
const positionsFromASequence = (schema: string) => `
  CREATE SEQUENCE ${schema}.mutant START 1000000;
  GRANT USAGE ON SEQUENCE ${schema}.mutant TO ${schema};
  CREATE OR REPLACE FUNCTION ${schema}.append(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO log (shard, pos, id, type, key, agg_version, data, meta)
    SELECT (e->>'shard')::smallint, nextval('${schema}.mutant'), (e->>'id')::uuid, e->>'type', e->>'key',
           (e->>'agg_version')::int, e->'data', e->'meta'
      FROM jsonb_array_elements(p) WITH ORDINALITY AS t(e, ord) ORDER BY ord;
    IF p->0->>'type' LIKE '%.OrderPlaced.v1' THEN PERFORM pg_sleep(random() * ${BEFORE_COMMIT_MS / 1000}); END IF;
  END $$`;

/** The parts of a relay that the mutant takes hold of. */
interface InsideRelay {
  move: (this: InsideRelay, db: pg.PoolClient, places: { kafka_offset: number | null }[]) => Promise<void>;
  goBack: () => void;
}

interface InsideClient {
  publish: (this: InsideClient, owner: string, byShard: Map<number, unknown[]>) => Promise<Map<number, number>>;
}

/** The place of a relay moves at once, whatever becomes of what it has sent; so it cannot know offsets either. */
function marksBeforeTheAck(): void {
  const client = KafkaClient.prototype as unknown as InsideClient;
  const { publish } = client;
  client.publish = async function (owner, byShard) {
    void publish.call(this, owner, byShard).catch(() => undefined);
    return new Map([...byShard.keys()].map((shard) => [shard, Number.MAX_SAFE_INTEGER]));
  };
  const relay = Relay.prototype as unknown as InsideRelay;
  // Who lacks facts would ask for them, and get them.
  relay.goBack = () => undefined;
  const { move } = relay;
  relay.move = function (db, places) {
    const unknown = places.map((place) => ({ ...place, kafka_offset: null }));
    return move.call(this, db, unknown);
  };
}

const onlyTheWitness = (change: () => void) => (service: string) => service === 'witness' && change();

/** The wrong variants by name. */
export const mutants: Record<string, Mutant> = {
  'cursor-apart': {
    says: 'The cursor is saved in a second transaction, after the effect.',
    transports: ['postgres', 'kafka'],
    caughtBy: /^the witness has (counted|heard) more/,
    inProcess: onlyTheWitness(cursorInASecondTransaction),
    async bringToLight(stage, signal) {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await stage.isUp('witness');
        await pause(AWHILE_MS / KILLS, undefined, { signal });
        await stage.process('witness').kill();
        stage.process('witness').spawn();
      }
    },
  },
  'sequence-positions': {
    says: 'Positions come from a sequence, and the consumer goes on over a hole.',
    transports: ['postgres'],
    // Whom the loss meets first is a matter of load.
    caughtBy: /^(the witness has (counted|heard) less|placed of .+: the reporting has)/,
    inProcess() {
      goesOnOverHoles();
      headsAreWhatIsSeen();
    },
    inSchema: positionsFromASequence,
    bringToLight: async (_, signal) => pause(AWHILE_MS, undefined, { signal }),
  },
  'skips-a-gap': {
    says: 'A consumer goes on over a hole, and facts get lost on their way.',
    transports: ['postgres', 'kafka'],
    caughtBy: /^the witness has (counted|heard) less/,
    inProcess: onlyTheWitness(goesOnOverHoles),
    async bringToLight(stage, signal) {
      stage.spoil('witness', { lost: LOST });
      await pause(AWHILE_MS, undefined, { signal });
    },
  },
  'marks-before-ack': {
    says: 'The relay marks facts as copied before Kafka has stored them.',
    transports: ['kafka'],
    caughtBy: /^the witness has heard less/,
    inProcess: marksBeforeTheAck,
    async bringToLight(stage, signal) {
      await pause(AWHILE_MS / 3, undefined, { signal });
      await Promise.all(stage.brokers.map((broker) => broker.kill()));
      await pause(BROKERS_AWAY_MS, undefined, { signal });
    },
  },
};

/** The names of a transport's mutants. */
export const mutantsOf = (transport: Transport): string[] =>
  Object.keys(mutants).filter((name) => mutants[name]!.transports.includes(transport));
