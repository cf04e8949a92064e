import { factNamed, nameInType, newId, wireType } from '#libs/contracts';
import {
  DeadLetters,
  Inbox,
  schemaOf,
  ServiceDatabase,
  shardOf,
  WakeUp,
  type Consumer,
  type LogSource,
  type Migration,
  type RetryPolicy,
} from '#libs/messaging';
import { appendTo, positionsOf } from '#libs/messaging/testing';
import { until } from '#libs/service-kit/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { freshServiceDatabases } from '../../../infra/testing/database.js';
import type { Line, Transport } from './transports.js';

const SOURCE = 'ordering';
const HERE = 'procurement-compliance';
const QUICK: RetryPolicy = { most: 3, baseMs: 2, capMs: 20 };

/** A fact as these tests write it: its key, the how-manieth of the key it is, and what it adds. */
export interface Told {
  key: string;
  nr: number;
  ore?: number;
  /** How large it is at least. */
  bytes?: number;
  /** Its CloudEvents type, where it is not that of OrderPlaced. */
  type?: string;
  traceparent?: string;
}

/** One running consumer, as one process would run it. */
export interface Following {
  inbox: Inbox;
  source: LogSource;
  failures: { error: unknown; where: string }[];
  /** How many facts each batch had, and how many batches there were at most at a time. */
  batches: { sizes: number[]; running: number; atOnce: number };
  database: ServiceDatabase;
}

interface FollowOptions {
  retry?: Partial<RetryPolicy>;
  /** Another process has connections of its own. */
  ownConnections?: boolean;
  patienceMs?: number;
  stalledAfterMs?: number;
  /** Happens before a batch reaches the inbox. */
  before?: () => void;
}

type Urls = Awaited<ReturnType<typeof freshServiceDatabases>>;

/** A log to read, a database to write to, and the messaging between them, without Nest and HTTP. */
export class Engine {
  readonly wakeUp = new WakeUp();
  readonly letters: DeadLetters;
  private readonly all: Following[] = [];
  /** What goes wrong between the log and the transport. */
  readonly failures: Following['failures'] = [];
  line!: Line;

  private constructor(
    readonly source: ServiceDatabase,
    readonly here: ServiceDatabase,
    /** The source's log in the hands of its owner, who may do what no service may. */
    readonly owner: ServiceDatabase,
    readonly urls: Urls,
    private readonly transport: Transport,
  ) {
    this.letters = new DeadLetters(HERE, here, this.wakeUp);
  }

  /** On fresh databases, or on given ones; `tables` are what the consumer writes to. */
  static async start(transport: Transport, tables = '', given?: Urls): Promise<Engine> {
    const urls =
      given ??
      (await freshServiceDatabases([
        { schema: schemaOf(SOURCE), reads: [] },
        { schema: schemaOf(HERE), reads: [schemaOf(SOURCE)] },
      ]));
    const { run, owner } = urls[schemaOf(SOURCE)]!;
    const source = await open(SOURCE, { run, owner });
    const here = await openHere(urls, tables);
    const engine = new Engine(source, here, await open(SOURCE, { run: owner, owner }), urls, transport);
    await engine.lay();
    return engine;
  }

  private async lay(): Promise<void> {
    const report = (error: unknown, where: string) => void this.failures.push({ error, where });
    this.line = await this.transport.lay({ service: SOURCE, database: this.source, wakeUp: this.wakeUp, report });
  }

  /** Facts at the end of the source's log, in one transaction. */
  async tell(...facts: Told[]): Promise<void> {
    const meta = { occurredAt: new Date().toISOString(), clock: 'wall' as const, correlationId: newId() };
    const entries = facts.map(({ key, nr, ore = 0, bytes = 0, traceparent, ...told }) => ({
      ...{ shard: shardOf(key), id: newId(), type: told.type ?? wireType(factNamed('OrderPlaced')!), key },
      ...{ agg_version: nr, data: { key, nr, ore, ballast: 'x'.repeat(bytes) }, meta: { ...meta, traceparent } },
    }));
    const client = await this.source.pool.connect();
    try {
      await appendTo(client, entries);
    } finally {
      client.release();
    }
    this.wakeUp.signal(
      SOURCE,
      entries.map(({ shard, type }) => ({ shard, name: nameInType(type) })),
    );
  }

  /** Starts a consumer of the source's log. */
  async follow(
    consumer: Consumer,
    { retry, ownConnections, before, ...patience }: FollowOptions = {},
  ): Promise<Following> {
    const database = ownConnections ? await openHere(this.urls) : this.here;
    const failures: Following['failures'] = [];
    const report = (error: unknown, where: string) => failures.push({ error, where });
    const inbox = new Inbox(HERE, database, this.wakeUp, { ...QUICK, ...retry }, report);
    const source = this.line.source({ database, sources: [SOURCE], report, ...patience });
    const batches = { sizes: [] as number[], running: 0, atOnce: 0 };
    this.all.push({ inbox, source, failures, batches, database });
    await source.start({
      consumer: consumer.name,
      sources: [SOURCE],
      positions: (from, epoch) => positionsOf(database.inboxPool, consumer.name, from, epoch),
      knows: (name) => consumer.handlers.has(name),
      onBatch: async (batch) => {
        before?.();
        batches.sizes.push(batch.facts.length);
        batches.running += 1;
        batches.atOnce = Math.max(batches.atOnce, batches.running);
        return inbox.apply(consumer, batch).finally(() => (batches.running -= 1));
      },
    });
    return this.all.at(-1)!;
  }

  /** Waits until a consumer stands at the end of every shard. */
  async settled(consumer: string, patienceMs?: number): Promise<void> {
    await until(
      () => this.behind(consumer),
      (late) => late.length === 0,
      patienceMs,
    );
  }

  /** Shards in which a consumer is not at the end of the log. */
  async behind(consumer: string): Promise<{ shard: number; head: number; pos: number }[]> {
    const heads = await this.source.query<{ shard: number; head: number }>('SELECT shard, head FROM shard');
    const at = await this.here.query<{ shard: number; pos: number }>(
      'SELECT shard, pos FROM cursor WHERE consumer = $1',
      [consumer],
    );
    const posOf = (shard: number) => at.find((each) => each.shard === shard)?.pos ?? 0;
    return heads.map((each) => ({ ...each, pos: posOf(each.shard) })).filter(({ head, pos }) => pos !== head);
  }

  /** Ends every consumer that was started. */
  async rest(): Promise<void> {
    const following = this.all.splice(0);
    await Promise.all(following.map(({ source }) => source.stop(5_000)));
    const others = following.map(({ database }) => database).filter((database) => database !== this.here);
    await Promise.all(others.map((database) => database.close()));
  }

  /** Ends every consumer and empties both ends, for the next test. */
  async clear(...tables: string[]): Promise<void> {
    await this.rest();
    for (const table of [...tables, 'dead_letter', 'cursor']) await this.here.query(`DELETE FROM ${table}`);
    await this.line.close();
    await this.owner.query('DELETE FROM log');
    await this.owner.query('DELETE FROM relay_cursor');
    await this.owner.query('UPDATE shard SET head = 0');
    await this.lay();
  }

  async close(): Promise<void> {
    await this.rest();
    await this.line.close();
    await Promise.all([this.source, this.here, this.owner].map((database) => database.close()));
  }
}

function openHere(urls: Urls, tables = ''): Promise<ServiceDatabase> {
  class Tables1764000000001 implements MigrationInterface {
    async up(runner: QueryRunner) {
      if (tables) await runner.query(tables);
    }
    async down() {}
  }
  return open(HERE, urls[schemaOf(HERE)]!, [Tables1764000000001]);
}

function open(service: string, { run, owner }: Urls[string], migrations: Migration[] = []): Promise<ServiceDatabase> {
  return ServiceDatabase.open({ schema: schemaOf(service), url: run, ownerUrl: owner }, migrations, () => undefined);
}
