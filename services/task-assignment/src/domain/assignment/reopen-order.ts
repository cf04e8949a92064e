import type { FactsOf, OrderReopened } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { CalendarState } from '../calendar/calendar.js';
import type { AssignmentState } from './assignment.js';
import type { Candidate } from './eligibility.js';
import { endingClaim } from './offering.js';

/** A claim came to nothing in ordering: it is released here and the order offered anew, or nobody takes it. */
export function reopenOrder(
  state: AssignmentState,
  claimant: CalendarState | undefined,
  { claimId, reason }: OrderReopened,
  at: { candidates: readonly Candidate[]; now: string },
): Decision<FactsOf<'task-assignment'>> {
  if (!claimant || state.claim?.claimId !== claimId)
    return harmless('the claim is already gone, and what follows was said then');
  return endingClaim(state, claimant, reason, at);
}
