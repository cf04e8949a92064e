import { factNamed, keyOf, newId, wireType, type FactBody, type FactName } from '#libs/contracts';
import { schemaOf, ServiceDatabase, shardOf } from '#libs/messaging';
import { appendTo } from '#libs/messaging/testing';
import pg from 'pg';
import { SERVICE_DEFINITIONS } from '../embedded/service-definitions.js';
import { adminOf, freshServiceDatabases } from '../testing/database.js';
import { parsed } from './asked.js';
import { Books } from './books.js';
import type { Command, Outcome } from './command.js';

export const ROLLAG = '310000019';

/** The tables of all services in a database of their own, with nobody at work on them. */
export class TablesAtRest {
  private readonly versions = new Map<string, number>();

  private constructor(
    readonly url: string,
    private readonly admin: pg.Pool,
  ) {}

  static async make(): Promise<TablesAtRest> {
    const schemas = SERVICE_DEFINITIONS.map(({ name, reads }) => ({
      schema: schemaOf(name),
      reads: reads.map(schemaOf),
    }));
    const urls = await freshServiceDatabases(schemas);
    for (const { name, migrations } of SERVICE_DEFINITIONS) {
      const { run: url, owner: ownerUrl } = urls[schemaOf(name)]!;
      const settings = { schema: schemaOf(name), url, ownerUrl };
      await (await ServiceDatabase.open(settings, migrations, () => undefined)).close();
    }
    const url = await adminOf(urls['ordering']!);
    return new TablesAtRest(url, new pg.Pool({ connectionString: url, max: 1 }));
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.admin.query<Row>(sql, values)).rows;
  }

  /** Writes a fact into its owner's log, by whichever clock. */
  async tell<N extends FactName>(name: N, data: FactBody<N>, clock: 'wall' | 'signed' = 'wall'): Promise<string> {
    const entry = factNamed(name)!;
    const key = keyOf({ type: name, data } as never);
    const version = (this.versions.get(`${entry.owner} ${key}`) ?? 0) + 1;
    this.versions.set(`${entry.owner} ${key}`, version);
    const meta = { occurredAt: new Date().toISOString(), clock, correlationId: newId() };
    const client = await this.admin.connect();
    try {
      await client.query(`SET search_path = ${schemaOf(entry.owner)}`);
      const type = wireType(entry);
      await appendTo(client, [{ shard: shardOf(key), id: newId(), type, key, agg_version: version, data, meta }]);
    } finally {
      await client.query('RESET search_path');
      client.release();
    }
    return key;
  }

  /** Lets a consumer stand at the end of a log. */
  async caughtUp(consumer: string, source: string): Promise<void> {
    await this.rows(
      `INSERT INTO ${schemaOf(consumer)}.cursor (consumer, source, shard, epoch, pos)
       SELECT $1, $2, shard, epoch, head FROM ${schemaOf(source)}.shard, ${schemaOf(source)}.meta
       ON CONFLICT (consumer, source, shard) DO UPDATE SET pos = excluded.pos`,
      [consumer, source],
    );
  }

  /** Asks as an operator does. */
  async ask(command: Command, ...args: string[]): Promise<Outcome> {
    const books = await Books.open(this.url);
    try {
      const { asked } = parsed(command, 'it', args);
      return await command.run({ books, url: this.url, say: () => undefined }, asked);
    } finally {
      await books.close();
    }
  }

  close(): Promise<void> {
    return this.admin.end();
  }
}

/** An order as it is placed. */
export function anOrder(orderId = newId(), claimBy = '2099-11-30T12:00:00.000Z'): FactBody<'OrderPlaced'> {
  return {
    ...{ orderId, orderVersion: 1, municipality: ROLLAG, municipalityNumber: '3336', unit: newId() },
    ...{ title: 'Rolls for a meeting', kindOfWork: 'meeting-food', cpv: '55521200', valueOre: 250_000 },
    ...{ estimatedMinutes: 120, deliverFrom: '2099-12-01', deliverTo: '2099-12-02', place: 'Town hall', claimBy },
    initiatedAt: '2026-11-23',
  };
}

/** The parts of ordering's row of an order that operators look at. */
export const orderRow = (order: FactBody<'OrderPlaced'>, status: string, more: object = {}): string =>
  JSON.stringify({ orderId: order.orderId, orderVersion: 1, status, terms: order, ...more });
