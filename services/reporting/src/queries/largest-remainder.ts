/**
 * Divides a whole in proportion to amounts so that the shares come to the whole exactly: each gets its share rounded down,
 * and what is left goes to the largest remainders, the first of equals first. Without any amount all shares are 0.
 */
export function largestRemainder(amounts: readonly number[], whole: number): number[] {
  // Øre times basis points passes the safe integers.
  const total = BigInt(amounts.reduce((sum, amount) => sum + amount, 0));
  if (total === 0n) return amounts.map(() => 0);
  const parts = amounts.map((amount, i) => {
    const share = BigInt(amount) * BigInt(whole);
    return { i, share: Number(share / total), remainder: share % total };
  });
  let left = parts.reduce((rest, { share }) => rest - share, whole);
  for (const part of parts.toSorted((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder))) {
    if (left === 0) break;
    part.share += 1;
    left -= 1;
  }
  return parts.map(({ share }) => share);
}
