import type { FactsOf } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { CalendarState } from '../calendar/calendar.js';
import type { AssignmentState } from './assignment.js';
import { isDue } from './deadline.js';
import type { Candidate } from './eligibility.js';
import { endingClaim } from './offering.js';

/** A claim that nobody confirmed in time ends; the order is offered anew, or nobody takes it. */
export function expireClaim(
  state: AssignmentState,
  claimant: CalendarState | undefined,
  at: { candidates: readonly Candidate[]; now: string },
): Decision<FactsOf<'task-assignment'>> {
  const { claim } = state;
  if (!claim || !claimant || claim.confirmed || !isDue(claim.expiresAt, at.now)) return harmless('no claim is due');
  return endingClaim(state, claimant, 'expired', at);
}
