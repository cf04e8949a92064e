import type { DemoToken, Receipt, Role } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** Who asks, and which moment it is for them. */
export interface Asker {
  role: Role;
  org: string;
  department?: string;
  now: string;
}

const PATIENCE_MS = 30_000;
const ANSWER_WITHIN_MS = 15_000;

/** The platform said no: with its code and sentence. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    asked: string,
  ) {
    super(`${asked} was answered ${status} ${code}: ${detail}`);
  }
}

/** What was waited for did not come in time. */
export class DidNotCome extends Error {
  constructor(awaited: string, patienceMs: number, lastAnswer: string) {
    super(`Waited ${patienceMs / 1000} s for ${awaited}, in vain. The last answer was: ${lastAnswer}`);
  }
}

/** Speaks to the platform as anybody would: over HTTP, with a token for each asker and a key for each command. */
export class Client {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    readonly url: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** Carries out a command. */
  post(as: Asker, path: string, body: object): Promise<Receipt> {
    return this.ask<Receipt>('POST', path, as, body);
  }

  get<T>(as: Asker, path: string): Promise<T> {
    return this.ask<T>('GET', path, as);
  }

  /** Looks until what is seen is enough; what does not exist yet is waited for as well. */
  async until<T>(awaited: string, look: () => Promise<T>, isEnough: (seen: T) => boolean): Promise<T> {
    const deadline = performance.now() + this.patienceMs;
    let last = 'none';
    for (let wait = 10; performance.now() < deadline; wait = Math.min(wait * 1.5, 200)) {
      const seen = await look().catch(notFoundYet);
      if (!(seen instanceof Refusal) && isEnough(seen)) return seen;
      last = seen instanceof Refusal ? seen.message : JSON.stringify(seen);
      await pause(wait);
    }
    throw new DidNotCome(awaited, this.patienceMs, last.length > 2_000 ? `${last.slice(0, 2_000)} …` : last);
  }

  private async ask<T>(method: string, path: string, as: Asker, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${await this.tokenFor(as)}` };
    return this.send<T>(method, path, headers, body);
  }

  private tokenFor(asker: Asker): Promise<string> {
    const name = JSON.stringify(asker);
    const known = this.tokens.get(name) ?? this.newToken(asker);
    this.tokens.set(name, known);
    return known;
  }

  private async newToken(asker: Asker): Promise<string> {
    try {
      return (await this.send<DemoToken>('POST', '/api/demo/tokens', {}, asker)).token;
    } catch (error) {
      // Outside demo mode there is no such route, and nobody plays there.
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
      const says = `The platform at ${this.url} is not in demo mode, so no month can be played on it.`;
      throw new Error(says, { cause: error });
    }
  }

  /** A busy platform or a lost connection is tried again under the same key, so nothing happens twice. */
  private async send<T>(method: string, path: string, given: Record<string, string>, body?: object): Promise<T> {
    const headers = {
      ...given,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    const deadline = performance.now() + ANSWER_WITHIN_MS;
    for (let wait = 50; ; wait *= 2) {
      const asked = `${method} ${path}`;
      try {
        return await answerOf<T>(asked, await fetch(`${this.url}${path}`, requestOf(method, headers, body)));
      } catch (error) {
        if (error instanceof Refusal && ![502, 503, 504].includes(error.status)) throw error;
        if (performance.now() + wait > deadline) throw inOneSentence(asked, error);
      }
      await pause(wait);
    }
  }
}

const requestOf = (method: string, headers: Record<string, string>, body?: object): RequestInit => ({
  method,
  headers,
  signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  ...(body && { body: JSON.stringify(body) }),
});

async function answerOf<T>(asked: string, response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  const { code, detail } = problemIn(text);
  throw new Refusal(response.status, code ?? 'no-code', detail ?? text.slice(0, 300), asked);
}

function problemIn(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}

/** What is looked for may be on its way: 404 is an answer, anything else an error. */
function notFoundYet(error: unknown): Refusal {
  if (error instanceof Refusal && error.status === 404) return error;
  throw error;
}

function inOneSentence(asked: string, error: unknown): Error {
  if (error instanceof Refusal) return error;
  const { message, cause } = error as Error;
  const why = cause instanceof Error && cause.message ? cause.message : message;
  return new Error(`${asked} got no answer for ${ANSWER_WITHIN_MS / 1000} s: ${why}`, { cause: error });
}
