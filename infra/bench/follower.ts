import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

const SCHEMAS = ['ordering', 'procurement_compliance', 'task_assignment'] as const;
const LOOK_EVERY_MS = 3;
const PATIENCE_MS = 30_000;

/** A fact as the bench sees it: where it stands and when the database wrote it. */
export interface SeenFact {
  schema: string;
  shard: number;
  pos: number;
  timeMs: number;
}

/**
 * Follows the logs from outside, so that clients learn of a fact without asking the platform all the time: polling over
 * HTTP would cost more than the flow that is measured.
 */
export class Follower {
  private readonly client: pg.Client;
  private readonly positions = new Map<string, number>();
  private readonly seen = new Map<string, SeenFact>();
  private readonly waiting = new Map<string, (fact: SeenFact) => void>();
  private readonly reported = new Map<string, number>();
  private running = true;
  private loop: Promise<void> | undefined;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url });
  }

  async start(): Promise<void> {
    await this.client.connect();
    for (const schema of SCHEMAS) {
      const { rows } = await this.client.query<{ shard: number; head: string }>(
        `SELECT shard, head FROM ${schema}.shard`,
      );
      for (const { shard, head } of rows) this.positions.set(`${schema} ${shard}`, Number(head));
    }
    this.loop = this.look();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
    await this.client.end();
  }

  /** The fact of that name about that key, as soon as it is in a log. */
  fact(name: string, key: string): Promise<SeenFact> {
    const id = `${name} ${key}`;
    const known = this.seen.get(id);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} of ${key} did not come`)), PATIENCE_MS);
      this.waiting.set(id, (fact) => {
        clearTimeout(timer);
        resolve(fact);
      });
    });
  }

  /** When reporting has counted a fact. */
  async inReporting({ schema, shard, pos }: SeenFact): Promise<void> {
    const place = `${schema.replaceAll('_', '-')} ${shard}`;
    const deadline = Date.now() + PATIENCE_MS;
    while ((this.reported.get(place) ?? 0) < pos) {
      if (Date.now() > deadline) throw new Error(`reporting did not reach ${place}/${pos}`);
      await pause(LOOK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    while (this.running) {
      for (const schema of SCHEMAS) await this.readNew(schema);
      const { rows } = await this.client.query<{ source: string; shard: number; pos: string }>({
        name: 'reported',
        text: `SELECT source, shard, pos FROM reporting.cursor WHERE consumer = 'reporting'`,
      });
      for (const { source, shard, pos } of rows) this.reported.set(`${source} ${shard}`, Number(pos));
      await pause(LOOK_EVERY_MS);
    }
  }

  private async readNew(schema: string): Promise<void> {
    const at = [...Array(16).keys()].map((shard) => this.positions.get(`${schema} ${shard}`) ?? 0);
    const { rows } = await this.client.query<{ shard: number; pos: string; name: string; key: string; ms: string }>({
      name: `new in ${schema}`,
      text: `SELECT l.shard, l.pos, split_part(l.type, '.', 4) AS name, l.key, extract(epoch FROM l.time) * 1000 AS ms
               FROM unnest($1::bigint[]) WITH ORDINALITY AS a(pos, n)
               JOIN ${schema}.shard s ON s.shard = a.n - 1 AND s.head > a.pos
               JOIN ${schema}.log l ON l.shard = s.shard AND l.pos > a.pos ORDER BY l.shard, l.pos`,
      values: [at],
    });
    for (const { shard, pos, name, key, ms } of rows) {
      this.positions.set(`${schema} ${shard}`, Number(pos));
      const fact = { schema, shard, pos: Number(pos), timeMs: Number(ms) };
      this.seen.set(`${name} ${key}`, fact);
      this.waiting.get(`${name} ${key}`)?.(fact);
      this.waiting.delete(`${name} ${key}`);
    }
  }
}
