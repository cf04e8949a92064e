import { fact, type OrderClaimed, type Reason } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import { isClear, type ReviewState } from './review.js';

/** Assesses the award to the vekstbedrift that claimed: cleared where the claimed version is the current one and is clear. */
export function assessAward(review: ReviewState, claim: OrderClaimed): Decision<ComplianceFact> {
  const { orderId, orderVersion, claimId, departmentId, vekstbedrift } = claim;
  const refusal = whyRefused(review, orderVersion);
  const reason: Reason = refusal ?? {
    rule: 'ORDER_CLEARED',
    says:
      review.outcome === 'cleared'
        ? 'The order is outside the procurement act, so it may be awarded directly to any supplier.'
        : 'An adviser of the municipality has approved the order.',
    reference: 'LOA § 2; FOA § 1-1',
  };
  const outcome = refusal ? 'refused' : 'cleared';
  return [
    ...closingOlder(review, claimId),
    fact('AwardAssessed', {
      ...{ orderId, orderVersion, claimId, departmentId, vekstbedrift, outcome },
      reasons: [reason],
    }),
  ];
}

/** One claim of an order lives at a time: the claim that an open review is about is gone when another comes. */
const closingOlder = ({ orderId, orderVersion, status, claim }: ReviewState, claimId: string): ComplianceFact[] =>
  status === 'open' && claim && claim.claimId !== claimId
    ? [fact('ReviewClosed', { orderId, orderVersion, reason: 'claim-gone' })]
    : [];

function whyRefused(review: ReviewState, claimed: number): Reason | undefined {
  const refuse = (rule: string, says: string): Reason => ({ rule, says, reference: 'LOA § 2; FOA § 1-1' });
  if (review.orderVersion === 0) return refuse('ORDER_NOT_ASSESSED', 'The order has no assessment.');
  if (review.withdrawn) return refuse('ORDER_WITHDRAWN', 'The buyer has taken the order back.');
  if (review.orderVersion !== claimed) {
    return refuse(
      'ORDER_SUPERSEDED',
      `Version ${claimed} was claimed; version ${review.orderVersion} is the current one.`,
    );
  }
  return isClear(review) ? undefined : refuse('ORDER_NOT_CLEARED', 'The order is neither cleared nor approved.');
}
