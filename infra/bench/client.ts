import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';

/** How long each command took, by name. */
export type Timings = Map<string, number[]>;

/** Whom a token is for. */
export interface Persona {
  role: string;
  org: string;
  department?: string;
}

/** Speaks to the platform like anybody else, over a few kept connections, and notes how long commands take. */
export class Client {
  readonly timings: Timings = new Map();
  private readonly pool: Pool;
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(url: string, connections: number) {
    this.pool = new Pool(url, { connections });
  }

  /** Carries out a command and answers with what happened; anything but 201 is a failure of the run. */
  async post<T = Receipt>(as: Persona | undefined, path: string, body: object, measuredAs?: string): Promise<T> {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    if (as) headers['authorization'] = `Bearer ${await this.token(as)}`;
    const started = performance.now();
    const answer = await this.pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
    const text = await answer.body.text();
    if (measuredAs) this.note(measuredAs, performance.now() - started);
    if (answer.statusCode !== 201) throw new Error(`POST ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as T;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private token(persona: Persona): Promise<string> {
    const name = JSON.stringify(persona);
    const known =
      this.tokens.get(name) ??
      this.post<{ token: string }>(undefined, '/api/demo/tokens', persona).then(({ token }) => token);
    this.tokens.set(name, known);
    return known;
  }

  private note(name: string, ms: number): void {
    const all = this.timings.get(name) ?? [];
    all.push(ms);
    this.timings.set(name, all);
  }
}

/** The answer to a command. */
export interface Receipt {
  id: string;
  happened: { fact: string; data: Record<string, unknown> }[];
}
