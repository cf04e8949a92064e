import { fact, type CodedReason, type FactsOf, type ReviewDecided } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { followAward, type Award } from './follow-award.js';
import { openOrder } from './open-order.js';
import { answersCurrent, versionOf, type OrderState } from './order.js';

/** An adviser decided: on the order itself, or on the award to the department that claimed it. */
export function followReview(order: OrderState, decided: ReviewDecided): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, decided)) return harmless('it answers an older version');
  if (decided.claimId) return followAwardReview(order, awardOf(decided));
  if (order.status !== 'held') return harmless('the order was withdrawn meanwhile');
  return decided.decision === 'approve'
    ? [openOrder(order, decided.path)]
    : [fact('OrderRefused', { ...versionOf(order), reason: reasonOf(decided) })];
}

/** A review may be decided long after its claim expired: unlike an award's assessment it proves no other claim gone. */
function followAwardReview(order: OrderState, award: Award): Decision<FactsOf<'ordering'>> {
  return order.status === 'confirmed'
    ? harmless('another claim was confirmed meanwhile, or this one already')
    : followAward(order, award, 'review-refused');
}

/** A person's answer to an award counts like the answer that rules alone would have given. */
function awardOf({ orderVersion, claimId, departmentId, vekstbedrift, decision }: ReviewDecided): Award {
  if (!claimId || !departmentId || !vekstbedrift) throw new Error('A review of an award must name its department');
  return { orderVersion, claimId, departmentId, vekstbedrift, outcome: decision === 'approve' ? 'cleared' : 'refused' };
}

/** An adviser may write more than a reason holds; the review itself keeps every word. */
function reasonOf({ reason }: ReviewDecided): CodedReason {
  const says = reason.length <= 500 ? reason : 'An adviser refused the order; the reason stands in the review.';
  return { code: 'review-refused', says };
}
