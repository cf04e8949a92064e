import { fact, type DecideReview } from '#libs/contracts';
import { conflict, notFound, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import type { ReviewState } from './review.js';

/** An adviser of the municipality decides an open review; what was looked at must be what is in question. */
export function decideReview(
  review: ReviewState,
  { orderVersion, claimId, decision, reason }: DecideReview,
  { municipality }: { municipality: string },
): Decision<ComplianceFact> {
  const { orderId, path, ledgerId, claim } = review;
  if (review.orderVersion === 0 || review.municipality !== municipality || !path) {
    return notFound('review-not-found', 'Your municipality has no review of this order.');
  }
  const current = { orderVersion: review.orderVersion, status: review.status, claimId: claim?.claimId };
  if (review.status !== 'open') {
    return conflict('review-not-open', 'This order waits for no decision: see how its review ended.', current);
  }
  if (review.orderVersion !== orderVersion || claim?.claimId !== claimId) {
    return conflict('review-superseded', 'What you looked at is no longer in question: read the review anew.', current);
  }
  const decided = fact('ReviewDecided', {
    ...{ orderId, orderVersion, decision, reason, path },
    ...claim,
  });
  // A refused award leaves the order and its entry standing: another department may claim it.
  const ends = decision === 'refuse' && !claim && review.counts && ledgerId !== undefined;
  return ends ? [decided, fact('LedgerEntryReleased', { orderId, ledgerId, reason: 'refused' })] : [decided];
}
