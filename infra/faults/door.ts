import { setTimeout as pause } from 'node:timers/promises';
import type { Persona } from '../bench/client.js';

/** What a request came to: an answer, or nothing known. */
export type Answer = { status: number; body: unknown } | undefined;

/** A request that changes something, and the key under which it is sent again. */
export interface Command {
  as: Persona;
  path: string;
  body: object;
  key: string;
  /** Set where something that was read is changed. */
  ifMatch?: string;
}

const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 60;

/** The public door of a platform that comes and goes. A request without an answer is sent again, as its sender may. */
export class Door {
  private readonly tokens = new Map<string, string>();
  private isClosing = false;

  constructor(private readonly url: string) {}

  /** From now on a request that gets no answer is given up. */
  giveUp(): void {
    this.isClosing = true;
  }

  /** Gets everybody a token while the platform is still whole: some are issued only where all services answer. */
  async greet(personas: Persona[]): Promise<void> {
    for (const persona of personas) while (!(await this.token(persona))) await pause(AGAIN_AFTER_MS);
  }

  /** Sends a command until it is answered with other than "try again"; `once` asks no second time. */
  async send({ as, path, body, key, ifMatch }: Command, once = false): Promise<Answer> {
    const method = ifMatch === undefined ? 'POST' : 'PUT';
    for (;;) {
      const token = await this.token(as);
      const headers = {
        authorization: `Bearer ${token}`,
        'idempotency-key': key,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      };
      const answer = token ? await this.ask(method, path, body, headers) : undefined;
      if (answer && answer.status < 500) return answer;
      if (once || this.isClosing) return undefined;
      await pause(AGAIN_AFTER_MS);
    }
  }

  private async token(persona: Persona): Promise<string | undefined> {
    const name = JSON.stringify(persona);
    const known = this.tokens.get(name);
    if (known) return known;
    const answer = await this.ask('POST', '/api/demo/tokens', persona, {});
    if (answer?.status !== 201) return undefined;
    const { token } = answer.body as { token: string };
    this.tokens.set(name, token);
    return token;
  }

  private async ask(method: string, path: string, body: object, headers: Record<string, string>): Promise<Answer> {
    try {
      const answer = await fetch(this.url + path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return undefined;
    }
  }
}
