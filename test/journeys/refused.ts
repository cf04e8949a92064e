import type { Answer } from './client.js';

/** A refusal has its status, a code for programs, a sentence for people and the figures behind it. */
export function refused({ status, type, body }: Answer, wanted: number, code: string, figures?: object): void {
  expect({ status, type, code: body['code'] as unknown }).toEqual({
    status: wanted,
    type: 'application/problem+json',
    code,
  });
  const detail = expect.stringMatching(/^\S.* .*[.)…]$/) as string;
  expect(body).toMatchObject({ status: wanted, detail, ...(figures && { figures }) });
}
