import type { DemoToken, Receipt, Role } from '#libs/contracts';
import { setTimeout as pause } from 'node:timers/promises';

/** Who asks, and which moment it is for them; the wall clock's where it is left out. */
export interface Asker {
  role: Role;
  org: string;
  department?: string;
  now?: string;
}

/** A body before one knows of which class it is: a test looks into it field by field. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any depth of fields that a test then compares
type AnyBody = Record<string, any>;

/** What is known of any answer; of which class its body is, the one who asks knows. */
export interface Answer<Body = AnyBody> {
  status: number;
  /** Media type, without its parameters. */
  type: string;
  headers: Headers;
  body: Body;
}

/** The body of an answer to a command that was carried out; any other answer ends the journey. */
export function carriedOut(answer: Answer): Receipt & Record<string, unknown> {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as Receipt & Record<string, unknown>;
}

/** What a fact of a receipt says. */
export function said(answer: Answer, fact: string, field: string): string {
  return carriedOut(answer).happened.find((each) => each.fact === fact)!.data[field] as string;
}

interface Asked {
  as?: Asker;
  headers?: Record<string, string>;
  /** Sent as JSON, or as it is where it is a text. */
  body?: unknown;
}

/** Far more than anything takes, so only what never comes runs into it. */
const PATIENCE_MS = 25_000;

/** Looks until what is seen is enough; never waits for a time. What it saw last is in the failure. */
export async function until<T>(awaited: string, look: () => Promise<T>, isEnough: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 200)) {
    const seen = await look();
    if (isEnough(seen)) return seen;
    if (performance.now() > deadline)
      throw new Error(`Waited in vain for ${awaited}. Last seen: ${JSON.stringify(seen)}`);
    await pause(wait);
  }
}

/** Speaks HTTP to the platform as anybody would, with a demo token for each asker. */
export class Client {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(readonly url: string) {}

  get<Body>(as: Asker, path: string): Promise<Answer<Body>> {
    return this.ask<Body>('GET', path, { as });
  }

  post(as: Asker, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.ask('POST', path, { as, body, headers });
  }

  /** Any request; without `as` there is no token. */
  async ask<Body = AnyBody>(method: string, path: string, asked: Asked = {}): Promise<Answer<Body>> {
    const { as, body } = asked;
    const headers = {
      ...(as && { authorization: `Bearer ${await this.tokenOf(as)}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...asked.headers,
    };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf<Body>(await fetch(this.url + path, { method, headers, body: text }));
  }

  /** The token of an asker; the same one each time. */
  tokenOf(asker: Asker): Promise<string> {
    const name = JSON.stringify(asker);
    const known = this.tokens.get(name) ?? this.newToken(asker);
    this.tokens.set(name, known);
    return known;
  }

  private async newToken(asker: Asker): Promise<string> {
    const { status, body } = await this.ask<DemoToken>('POST', '/api/demo/tokens', { body: asker });
    if (status !== 201) throw new Error(`No token for ${JSON.stringify(asker)}: ${JSON.stringify(body)}`);
    return body.token;
  }
}

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = await response.text();
  const body = (type.includes('json') ? JSON.parse(text) : { text }) as Body;
  return { status: response.status, type, headers: response.headers, body };
}
