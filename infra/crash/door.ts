import { setTimeout as pause } from 'node:timers/promises';
import type { Persona } from '../bench/client.js';

/** What a request came to: an answer, or nothing known. */
export type Answer = { status: number; body: unknown } | undefined;

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

  /** Sends a command under a key until it is answered with other than "try again"; `once` asks no second time. */
  async post(as: Persona, path: string, body: object, key: string, once = false): Promise<Answer> {
    for (;;) {
      const token = await this.token(as);
      const answer =
        token && (await this.ask(path, body, { authorization: `Bearer ${token}`, 'idempotency-key': key }));
      if (answer && answer.status < 500) return answer;
      if (once || this.isClosing) return undefined;
      await pause(AGAIN_AFTER_MS);
    }
  }

  private async token(persona: Persona): Promise<string | undefined> {
    const name = JSON.stringify(persona);
    const known = this.tokens.get(name);
    if (known) return known;
    const answer = await this.ask('/api/demo/tokens', persona, {});
    if (answer?.status !== 201) return undefined;
    const { token } = answer.body as { token: string };
    this.tokens.set(name, token);
    return token;
  }

  private async ask(path: string, body: object, headers: Record<string, string>): Promise<Answer> {
    try {
      const answer = await fetch(this.url + path, {
        method: 'POST',
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
