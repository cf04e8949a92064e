import type { Answer } from './client.js';

const PROBLEM = 'application/problem+json';

/** A refusal has its status, a code for programs, a sentence for people and the figures behind it. */
export function refused(answer: Answer, status: number, code: string, figures?: object): void {
  expect(whyNoRefusal(answer)).toBeUndefined();
  expect([answer.status, answer.body['code']]).toEqual([status, code]);
  if (figures) expect(answer.body).toMatchObject({ figures });
}

/** What an answer lacks to be a refusal: 4xx, a problem, its code and one sentence; undefined where it is one. */
export function whyNoRefusal({ status, type, body }: Answer): string | undefined {
  const { code, detail } = body as { code?: unknown; detail?: unknown };
  if (status < 400 || status > 499) return `answered ${status}: ${JSON.stringify(body).slice(0, 300)}`;
  if (type !== PROBLEM) return `the answer is ${type}`;
  if (body['status'] !== status) return `the body says ${body['status']}, the answer ${status}`;
  if (typeof code !== 'string' || !/^[a-z]+(-[a-z]+)*$/.test(code)) return `its code is ${String(code)}`;
  if (typeof detail !== 'string' || !/^\S[^]* [^]*[.)…]$/.test(detail)) return `its detail is ${String(detail)}`;
  return undefined;
}
