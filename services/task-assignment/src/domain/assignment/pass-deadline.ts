import type { FactsOf } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { AssignmentState } from './assignment.js';
import { isDue } from './deadline.js';
import { answeredOf, unclaimed } from './offering.js';

/** The deadline for claims has passed: nobody takes the order. It waits while a claim lives. */
export function passDeadline(state: AssignmentState, { now }: { now: string }): Decision<FactsOf<'task-assignment'>> {
  if (state.status !== 'offered' || !state.order || !isDue(state.order.claimBy, now))
    return harmless('no offer is due');
  return [unclaimed(answeredOf(state), state.order.kindOfWork, 'deadline-passed')];
}
