import { fact, type FactsOf, type OrderConfirmed } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import type { AssignmentState } from './assignment.js';

/** Answers every confirmation: the claim lives and the department has the order, or it is gone, so ordering reopens. */
export function confirmClaim(state: AssignmentState, confirmed: OrderConfirmed): Decision<FactsOf<'task-assignment'>> {
  const { orderId, orderVersion, municipality, claimId, departmentId, vekstbedrift } = confirmed;
  const claim = { orderId, orderVersion, municipality, claimId, departmentId, vekstbedrift };
  return state.claim?.claimId === claimId
    ? [fact('ClaimConfirmed', claim)]
    : [fact('ClaimReleased', { ...claim, reason: 'claim-gone' })];
}
