import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { ownersOf, type ProjectionConsumer } from './consumer.js';
import { positionsOf } from './cursor.js';
import { ServiceDatabase, schemaOf } from './database.js';
import type { FactEnvelope } from './envelope.js';
import { Inbox } from './inbox.js';
import type { BatchOutcome } from './log-source.js';
import { PgLog } from './pg-log.js';
import { buildBeside, compareTables, dropBeside, takeOver, type TableComparison } from './rebuilt-tables.js';
import { commit, withClient } from './together.js';
import { WakeUp } from './wake-up.js';

/** How a rebuild and what is live differ, row for row at the same positions. */
export interface Comparison {
  tables: TableComparison[];
  /** Facts that the rebuild could not apply and the live projection has. */
  parked: string[];
  isSame: boolean;
  switched: boolean;
}

/** What may be said of a rebuild. */
export interface RebuildOptions {
  /** Throws away what an earlier rebuild has come to. */
  afresh?: boolean;
  /** Hears how many facts have been applied. */
  onProgress?: (applied: number) => void;
  /** Hears what goes wrong on the way. */
  report?: (error: unknown) => void;
}

interface Target {
  source: string;
  shard: number;
  pos: number;
}

const BATCH = 100;
const BUSY_MS = 50;
/** So near to the live projection it is made to wait for the rest. */
const NEAR = 500;
const RETRY = { most: 3, baseMs: 50, capMs: 1_000 };

/**
 * Builds the rows of a projection anew from the first fact on, in a schema beside the live one, which goes on meanwhile. It
 * may be killed at any moment and goes on where it was. At the end the live projection waits while both are compared.
 */
export class Rebuild {
  private readonly inbox: Inbox;

  private constructor(
    private readonly consumer: ProjectionConsumer,
    private readonly live: ServiceDatabase,
    private readonly beside: ServiceDatabase,
    private readonly lock: pg.PoolClient,
    private readonly onProgress: (applied: number) => void = () => undefined,
    report: (error: unknown) => void = () => undefined,
  ) {
    this.inbox = new Inbox(consumer.name, beside, new WakeUp(), RETRY, report);
  }

  /** As administrator. */
  static async open(
    service: string,
    url: string,
    consumer: ProjectionConsumer,
    { afresh = false, onProgress, report }: RebuildOptions = {},
  ): Promise<Rebuild> {
    const schema = schemaOf(service);
    const onError = (error: Error) => report?.(error);
    const live = ServiceDatabase.attach(url, schema, onError);
    const beside = ServiceDatabase.attach(url, schema, onError, `${schema}_next`);
    const lock = await live.pool.connect();
    try {
      const { rows } = await lock.query<{ is: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS is', [
        `rebuild ${schema}`,
      ]);
      if (!rows[0]!.is) throw new Error(`${service} is being rebuilt already: wait for that to end.`);
      if (afresh || (await isOfAnotherEpoch(beside, consumer))) await dropBeside(lock, schema);
      await buildBeside(lock, schema);
      const known = await givenUp(live, consumer.name);
      return new Rebuild(without(consumer, known), live, beside, lock, onProgress, report);
    } catch (error) {
      lock.release(true);
      await Promise.all([live, beside].map((database) => database.close()));
      throw error;
    }
  }

  /** Applies what the live projection has applied; it goes on meanwhile, so this ends near it. */
  async catchUp(): Promise<void> {
    for (let missing = Infinity; missing > NEAR;) missing = await this.applyUpTo(await this.targets(this.live.pool));
  }

  /**
   * Lets the live projection wait, compares both at its positions and, where that is wanted, gives it the rebuilt rows. What
   * has been built stays only where it differs and is not taken over.
   */
  async compare(wantsSwitch: (found: Comparison) => boolean): Promise<Comparison> {
    return withClient(this.live.pool, async (client) => {
      await client.query('BEGIN');
      await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await client.query('SET LOCAL statement_timeout = 0');
      await this.applyUpTo(await this.targets(client, 'FOR UPDATE'));
      const tables = await compareTables(client, this.live.schema);
      const parked = await this.onlyParkedHere(client);
      const isSame = parked.length === 0 && tables.every(({ onlyLive, onlyRebuilt }) => onlyLive + onlyRebuilt === 0);
      const found = { tables, parked, isSame, switched: false };
      const switched = parked.length === 0 && wantsSwitch(found);
      if (switched) await takeOver(client, this.live.schema, this.consumer.name);
      else if (isSame) await dropBeside(client, this.live.schema);
      await commit(client, []);
      return { ...found, switched };
    });
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.lock.release(true);
    await Promise.all([this.live.close(), this.beside.close()]);
  }

  private async targets(client: pg.Pool | pg.ClientBase, lock = ''): Promise<Target[]> {
    const { rows } = await client.query<Target>(
      `SELECT source, shard, pos FROM cursor WHERE consumer = $1 ORDER BY source, shard ${lock}`,
      [this.consumer.name],
    );
    return rows;
  }

  /** How many facts that were. */
  private async applyUpTo(targets: Target[]): Promise<number> {
    let applied = 0;
    for (const source of ownersOf(this.consumer)) {
      const log = new PgLog(this.beside.inboxPool, source);
      const at = await positionsOf(this.beside.inboxPool, this.consumer.name, source, await log.epoch());
      for (const { shard, pos } of targets.filter((target) => target.source === source)) {
        const from = at.find((each) => each.shard === shard)?.pos ?? 0;
        await this.applyShard(log, shard, from, pos);
        applied += Math.max(0, pos - from);
      }
    }
    return applied;
  }

  private async applyShard(log: PgLog, shard: number, from: number, upTo: number): Promise<void> {
    for (let at = from; at < upTo;) {
      const batch = await log.after(shard, at, Math.min(BATCH, upTo - at));
      if (!batch) throw new Error(`${log.source}/${shard} holds nothing behind ${at}, though ${upTo} was applied`);
      const outcome = await this.inbox.apply(this.consumer, batch);
      const next = await this.next(outcome, at);
      this.onProgress(Math.max(0, next - at));
      at = next;
    }
  }

  private async next(outcome: BatchOutcome, at: number): Promise<number> {
    if (outcome.kind === 'applied') return outcome.upTo;
    if (outcome.kind === 'stopped') throw new Error(outcome.why);
    if (outcome.kind === 'rewind' && outcome.after === at) throw new Error(`position ${at + 1} is missing in the log`);
    if (outcome.kind === 'rewind') return outcome.after;
    await pause(outcome.kind === 'backoff' ? outcome.waitMs : BUSY_MS);
    return at;
  }

  private async onlyParkedHere(client: pg.ClientBase): Promise<string[]> {
    const { schema } = this.live;
    const { rows } = await client.query<{ says: string }>(
      `SELECT format('%s of %s at %s/%s %s: %s', type, key, source, shard, pos, coalesce(n.error, n.reason)) AS says
         FROM ${schema}_next.dead_letter n LEFT JOIN ${schema}.dead_letter l USING (consumer, source, shard, pos, type, key)
        WHERE l.id IS NULL OR l.resolution LIKE 'applied%' ORDER BY source, shard, pos`,
    );
    return rows.map(({ says }) => says);
  }
}

const nameOf = ({ source, shard, pos }: Pick<FactEnvelope, 'source' | 'shard' | 'pos'>) => `${source} ${shard} ${pos}`;

/** An earlier rebuild of a log that has been restored since is worth nothing. Before it is built this looks at the live cursors. */
async function isOfAnotherEpoch(beside: ServiceDatabase, consumer: ProjectionConsumer): Promise<boolean> {
  for (const source of ownersOf(consumer)) {
    const epoch = await new PgLog(beside.inboxPool, source).epoch();
    const other = 'SELECT FROM cursor WHERE consumer = $1 AND source = $2 AND epoch <> $3 LIMIT 1';
    if ((await beside.query(other, [consumer.name, source, epoch])).length > 0) return true;
  }
  return false;
}

/** What was given up by an operator is not applied by a rebuild either. */
async function givenUp(live: ServiceDatabase, consumer: string): Promise<Set<string>> {
  const rows = await live.query<Target>(
    `SELECT source, shard, pos FROM dead_letter WHERE consumer = $1 AND resolution LIKE 'discarded%'`,
    [consumer],
  );
  return new Set(rows.map(nameOf));
}

function without(consumer: ProjectionConsumer, known: Set<string>): ProjectionConsumer {
  const handlers = [...consumer.handlers].map(([name, handle]) => {
    const heeding: typeof handle = async (data, fact) => (known.has(nameOf(fact)) ? [] : handle(data, fact));
    return [name, heeding] as const;
  });
  return { ...consumer, handlers: new Map(handlers) };
}
