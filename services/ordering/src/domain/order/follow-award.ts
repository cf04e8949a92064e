import { fact, type FactsOf, type AwardAssessed } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { answersCurrent, versionOf, type Claim, type OrderState } from './order.js';

/** What decides an award: an assessment, or an adviser where the assessment needed a person. */
export type Award = Claim & Pick<AwardAssessed, 'orderVersion' | 'outcome'>;

/**
 * Task-assignment holds one live claim per order, and compliance assesses claims in their order: an assessment for another
 * claim than the confirmed one proves that one gone.
 */
export function followAward(
  order: OrderState,
  award: Award,
  refusal: 'award-refused' | 'review-refused' = 'award-refused',
): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, award)) return harmless('it answers an older version');
  if (order.status !== 'open' && order.status !== 'confirmed') return harmless('the order no longer waits for a claim');
  const { claimId, departmentId, vekstbedrift, outcome } = award;
  const gone = order.status === 'confirmed' ? order.claim.claimId : undefined;
  if (gone === claimId) return harmless('this claim is confirmed already');
  switch (outcome) {
    case 'cleared':
      return [fact('OrderConfirmed', { ...versionOf(order), claimId, departmentId, vekstbedrift })];
    case 'refused':
      return [fact('OrderReopened', { ...versionOf(order), claimId, reason: refusal })];
    case 'needs-person':
      return gone
        ? [fact('OrderReopened', { ...versionOf(order), claimId: gone, reason: 'claim-gone' })]
        : harmless('the claim waits for a review or its expiry');
    default:
      throw new Error(`An award came to ${outcome}, which ordering does not know`);
  }
}
