/**
 * Where reading goes on behind a position, kept beside the cursor. Good only for the position that it was made for: an
 * operator may have moved the cursor since.
 */
export const hintOf = (pos: number, offset: number | undefined): string | undefined =>
  offset === undefined ? undefined : `${pos}@${offset}`;

/** The offset behind a position; the topic's beginning where the hint does not tell. */
export function offsetBehind(pos: number, hint: string | undefined): number {
  const [of, offset] = (hint ?? '').split('@').map(Number);
  return of === pos && offset !== undefined ? offset + 1 : 0;
}
