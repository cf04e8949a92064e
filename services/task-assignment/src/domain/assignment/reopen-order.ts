import { fact, type FactsOf, type OrderReopened } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { CalendarState } from '../calendar/calendar.js';
import { REFUSED_AT_AWARD, type AssignmentState } from './assignment.js';
import type { Candidate } from './eligibility.js';
import { answeredOf, endingClaim, offeringAnew } from './offering.js';

interface At {
  candidates: readonly Candidate[];
  now: string;
}

/** A claim came to nothing in ordering: it is released here and the order offered anew, or nobody takes it. */
export function reopenOrder(
  state: AssignmentState,
  claimant: CalendarState | undefined,
  reopened: OrderReopened,
  at: At,
): Decision<FactsOf<'task-assignment'>> {
  if (claimant && state.claim?.claimId === reopened.claimId) return endingClaim(state, claimant, reopened.reason, at);
  return refusedTooLate(state, reopened, at) ?? harmless('the claim is already gone, and what follows was said then');
}

/**
 * The claim expired before its refusal came, so its vekstbedrift was offered the order again: that is taken back. While
 * another claim lives it is enough to know it, since nobody is offered anything before that one ends.
 */
function refusedTooLate(
  state: AssignmentState,
  { claimId, orderVersion, reason }: OrderReopened,
  at: At,
): FactsOf<'task-assignment'>[] | undefined {
  const ended = orderVersion === state.orderVersion ? state.endedClaims?.[claimId] : undefined;
  if (!ended || !REFUSED_AT_AWARD.includes(reason) || state.refusedAtAward.includes(ended.vekstbedrift))
    return undefined;
  if (state.status !== 'offered' && state.status !== 'claimed') return undefined;
  const refused = fact('ClaimReleased', { ...answeredOf(state), claimId, ...ended, reason });
  return state.claim ? [refused] : [refused, ...offeringAnew(state, [ended.vekstbedrift], at)];
}
