import { fact, type OrderWithdrawn } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import type { ReviewState } from './review.js';

/** A withdrawn order needs no person any more and counts no more among the like purchases. */
export function closeWithdrawn(review: ReviewState, { orderId }: OrderWithdrawn): Decision<ComplianceFact> {
  if (review.final) return harmless('the accepted value stands');
  const { orderVersion, ledgerId } = review;
  const closed = review.status === 'open' ? [fact('ReviewClosed', { orderId, orderVersion, reason: 'withdrawn' })] : [];
  const released =
    review.counts && ledgerId ? [fact('LedgerEntryReleased', { orderId, ledgerId, reason: 'withdrawn' })] : [];
  const facts = [...closed, ...released];
  return facts.length > 0 ? facts : harmless('no review is open and no entry counts');
}
