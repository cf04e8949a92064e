import { fact, type ClaimReleased, type FactsOf } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import { answersCurrent, versionOf, type OrderState } from './order.js';

export function followRelease(order: OrderState, released: ClaimReleased): Decision<FactsOf<'ordering'>> {
  if (!answersCurrent(order, released)) return harmless('it answers an older version');
  if (order.status !== 'confirmed' || order.claim.claimId !== released.claimId) {
    return harmless('the claim was not the confirmed one; task-assignment offers the order anew by itself');
  }
  const { claimId, reason } = released;
  return [fact('OrderReopened', { ...versionOf(order), claimId, reason })];
}
