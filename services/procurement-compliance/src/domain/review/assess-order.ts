import { addDays, addMonths, fact, LARGEST_ORE, type OrderAmended, type OrderPlaced } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import { isDeclared, usedIn, type LedgerState } from '../ledger/ledger.js';
import { pathCard } from '../rules/path-card.js';
import type { ReviewState } from './review.js';

/** Assesses a version of an order; its entry in the ledger is made by the same fact, so no other order comes between. */
export function assessOrder(
  { review, ledger }: { review: ReviewState; ledger: LedgerState },
  order: OrderPlaced | OrderAmended,
): Decision<ComplianceFact> {
  if (order.orderVersion <= review.orderVersion) return harmless('this version or a later one is assessed');
  if (review.final || review.withdrawn) return harmless('the order is withdrawn or its value is final');

  const { orderId, orderVersion, municipality, cpv, initiatedAt, valueOre } = order;
  const { ledgerId, category } = ledger;
  // Limits are those of the day of initiation (FOA § 32-2); an amendment is summed over the year up to the amendment.
  const last = 'amendedAt' in order ? order.amendedAt : initiatedAt;
  const usedOre = Math.min(usedIn(ledger, last, orderId) + valueOre, LARGEST_ORE);
  const card = pathCard(
    { category, first: addDays(addMonths(last, -12), 1), last, usedOre },
    { cpv, day: initiatedAt, declared: isDeclared(ledger, last) },
  );

  const assessed = fact('OrderAssessed', {
    ...{ orderId, orderVersion, municipality, category, ledgerId, initiatedAt, valueOre },
    ...card,
  });
  const superseded =
    review.status === 'open'
      ? [fact('ReviewClosed', { orderId, orderVersion: review.orderVersion, reason: 'amended' })]
      : [];
  if (card.outcome !== 'needs-person') return [...superseded, assessed];

  const reason = {
    code: card.path === 'NO_RULES' ? 'no-rules-for-day' : 'part-i',
    says: card.reasons[0]!.says,
    figures: { usedOre, limitOre: card.limitOre, headroomOre: card.headroomOre, day: initiatedAt },
  };
  return [...superseded, assessed, fact('ReviewRequested', { orderId, orderVersion, municipality, reason })];
}
