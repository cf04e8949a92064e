import { HttpProblem } from '#libs/service-kit';
import { Pool, type Dispatcher } from 'undici';
import type { ServiceName } from './gateway-settings.js';

/** What goes to a service. */
export type Passed = Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'headers' | 'body'>;

const CONNECT_WITHIN_MS = 3_000;

/** The connections to the services behind the door: one pool each, kept alive, with a limit on every wait. */
export class Upstreams {
  private readonly pools: Map<string, Pool>;

  constructor(addresses: Record<ServiceName, string>, answerWithinMs: number) {
    const limits = {
      connect: { timeout: Math.min(CONNECT_WITHIN_MS, answerWithinMs) },
      headersTimeout: answerWithinMs,
      bodyTimeout: answerWithinMs,
    };
    this.pools = new Map(Object.entries(addresses).map(([name, url]) => [name, new Pool(new URL(url).origin, limits)]));
  }

  get names(): string[] {
    return [...this.pools.keys()];
  }

  /** Sends a request to a service; the answer's body is still a stream. */
  async pass(service: string, request: Passed): Promise<Dispatcher.ResponseData> {
    const pool = this.pools.get(service);
    if (!pool)
      throw new HttpProblem(404, 'no-such-route', 'There is no service of that name: see /api for the routes.');
    return pool.request(request);
  }

  /** Asks a service for something on the gateway's own account. */
  async ask(service: ServiceName, path: string, headers: Record<string, string> = {}) {
    const { statusCode, body } = await this.pass(service, { method: 'GET', path, headers });
    return { status: statusCode, answer: jsonIn(await body.text()) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const AGAIN = 'send the same request with the same Idempotency-Key again';
const SLOW = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'];
const GONE = /^(UND_ERR_|HPE_|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;

/** What a failed pass is over HTTP; nothing where the error is not a pass that failed. */
export function upstreamProblem(error: unknown): HttpProblem | undefined {
  const code = String((error as { code?: unknown } | null)?.code);
  // The client's headers or address are such that they cannot be sent on.
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED')
    return new HttpProblem(400, 'invalid-request', 'The request cannot be passed on: its headers or address are odd.');
  if (SLOW.includes(code))
    return new HttpProblem(504, 'service-too-slow', `The service has not answered in time: ${AGAIN}.`);
  if (GONE.test(code))
    return new HttpProblem(502, 'service-unreachable', `The service cannot be reached right now: ${AGAIN}.`);
  return undefined;
}
