import type { Flaw } from '#libs/contracts';

/** An error as RFC 9457 tells it, with a code for programs and one sentence for people. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance?: string;
  traceId?: string;
  errors?: Flaw[];
  figures?: Readonly<Record<string, unknown>>;
}

/** An exception that already knows what it is over HTTP. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly says: string,
    readonly more: Pick<Problem, 'errors' | 'figures'> = {},
  ) {
    super(says);
  }
}

/** What a client sent is not what the route takes. */
export function badInput(flaws: Flaw[]): HttpProblem {
  const [first] = flaws;
  const more = flaws.length > 1 ? ` (${flaws.length - 1} more in errors)` : '';
  return new HttpProblem(400, 'invalid-input', `${first!.message}${more}`, { errors: flaws });
}

/** The problem as it is sent. */
export function problemOf({ status, code, says, more }: HttpProblem, instance: string, traceId: string): Problem {
  const title = code.replaceAll('-', ' ');
  const type = `urn:inkluderende-kommune:problem:${code}`;
  return { type, title, status, detail: says, code, instance, traceId, ...more };
}
