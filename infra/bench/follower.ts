import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

const SCHEMAS = ['ordering', 'procurement_compliance', 'task_assignment'] as const;
const LOOK_EVERY_MS = 3;
const PATIENCE_MS = 30_000;

/** Where every log and reporting stand: one light question, because it is asked all the time. */
const HEADS = {
  name: 'heads',
  text: [
    ...SCHEMAS.map(
      (schema) => `SELECT '${schema} ' || shard AS place, head AS pos, false AS reported FROM ${schema}.shard`,
    ),
    `SELECT replace(source, '-', '_') || ' ' || shard, pos, true FROM reporting.cursor WHERE consumer = 'reporting'`,
  ].join(' UNION ALL '),
};

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
  /** The process of PostgreSQL that answers the follower: its time is not the platform's. */
  backendPid = 0;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url });
  }

  async start(): Promise<void> {
    await this.client.connect();
    const { rows: self } = await this.client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    this.backendPid = self[0]!.pid;
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
    const place = `${schema} ${shard}`;
    const deadline = Date.now() + PATIENCE_MS;
    while ((this.reported.get(place) ?? 0) < pos) {
      if (Date.now() > deadline) throw new Error(`reporting did not reach ${place}/${pos}`);
      await pause(LOOK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    while (this.running) {
      const grown = new Set<string>();
      const { rows } = await this.client.query<{ place: string; pos: string; reported: boolean }>(HEADS);
      for (const { place, pos, reported } of rows) {
        if (reported) this.reported.set(place, Number(pos));
        else if (Number(pos) > (this.positions.get(place) ?? 0)) grown.add(place);
      }
      await Promise.all([...grown].map((place) => this.readNew(place)));
      await pause(LOOK_EVERY_MS);
    }
  }

  private async readNew(place: string): Promise<void> {
    const [schema, shard] = place.split(' ') as [string, string];
    const { rows } = await this.client.query<{ pos: string; name: string; key: string; ms: string }>({
      name: `new in ${schema}`,
      text: `SELECT pos, split_part(type, '.', 4) AS name, key, extract(epoch FROM time) * 1000 AS ms
               FROM ${schema}.log WHERE shard = $1 AND pos > $2 ORDER BY pos`,
      values: [shard, this.positions.get(place) ?? 0],
    });
    for (const { pos, name, key, ms } of rows) {
      this.positions.set(place, Number(pos));
      const fact = { schema, shard: Number(shard), pos: Number(pos), timeMs: Number(ms) };
      this.seen.set(`${name} ${key}`, fact);
      this.waiting.get(`${name} ${key}`)?.(fact);
      this.waiting.delete(`${name} ${key}`);
    }
  }
}
