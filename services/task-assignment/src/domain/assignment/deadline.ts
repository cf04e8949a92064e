import type { AssignmentState, Clock } from './assignment.js';

/** The state with its next deadline, and the clock that it runs by. */
export function withDeadline(state: AssignmentState): AssignmentState {
  const next = nextDeadline(state);
  // One form of the moment, so that texts sort by time.
  return { ...state, dueAt: next && new Date(next.at).toISOString(), clock: next?.clock ?? state.clock };
}

function nextDeadline({ status, claim, order }: AssignmentState): { at: string; clock: Clock } | undefined {
  if (status === 'claimed' && claim && !claim.confirmed) return { at: claim.expiresAt, clock: claim.clock };
  if (status === 'offered' && order) return { at: order.claimBy, clock: order.clock ?? 'wall' };
  return undefined;
}

/** Whether a moment has come. */
export const isDue = (at: string, now: string): boolean => Date.parse(now) >= Date.parse(at);
