import { fact, localDay, type DeclareLikePurchases } from '#libs/contracts';
import { unprocessable, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import { isCategory } from '../rules/categories.js';
import type { LedgerState } from './ledger.js';

/** An adviser declares like purchases that were made outside the platform; 0 says that there were none. */
export function declareLikePurchases(
  { ledgerId, municipality, category }: LedgerState,
  { amountOre, from, to, basis }: DeclareLikePurchases,
  { declarationId, now }: { declarationId: string; now: string },
): Decision<ComplianceFact> {
  const today = localDay(now);
  if (!isCategory(category)) {
    const says =
      'No orders are counted in this category: see the categories of the ledger, or take cpv- and three digits.';
    return unprocessable('category-unknown', says, { category });
  }
  if (from > to) {
    return unprocessable('period-backwards', 'The period ends before it begins: swap its days.', { from, to });
  }
  if (to > today) {
    return unprocessable('period-in-future', 'Only purchases that were made can be declared: end it today or before.', {
      to,
      today,
    });
  }
  return [
    fact('LikePurchasesDeclared', {
      ledgerId,
      declarationId,
      municipality,
      category,
      amountOre,
      from,
      to,
      ...(basis !== undefined && { basis }),
    }),
  ];
}
