import { Refused } from '#libs/messaging';
import { HttpProblem } from '#libs/service-kit';

/** An order's entity tag is its version. */
export const etagOf = (orderVersion: number) => `"${orderVersion}"`;

/** The version that the client has read; 0, which no order has, where the tag is none of ours. */
export function versionIn(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    throw new HttpProblem(428, 'if-match-needed', 'Send If-Match with the ETag of the order as you have read it.');
  }
  return Number(/^"(\d{1,9})"$/.exec(ifMatch.trim())?.[1] ?? 0);
}

/** RFC 9110 has a status of its own for a change that was made in ignorance of another. */
export function asPrecondition(error: unknown): never {
  if (!(error instanceof Refused) || error.rejection.rejected !== 'order-changed') throw error;
  const { rejected, says, figures } = error.rejection;
  throw new HttpProblem(412, rejected, says, { figures });
}
