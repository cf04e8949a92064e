import { fact, type FactsOf, type OfferedOrder, type UnclaimedReason } from '#libs/contracts';
import { calendar, type CalendarState } from '../calendar/calendar.js';
import { REFUSED_AT_AWARD, type AssignmentState } from './assignment.js';
import { isDue } from './deadline.js';
import { eligibility, type Before, type Candidate } from './eligibility.js';

type Facts = FactsOf<'task-assignment'>[];
type Answered = { orderId: string; orderVersion: number; municipality: string };

/** Offers an order version; where nobody may or can claim it, that is said in the same breath, so no order hangs. */
export function offering(
  answered: Answered,
  order: OfferedOrder,
  { before, candidates, now, anew }: { before: Before; candidates: readonly Candidate[]; now: string; anew: boolean },
): Facts {
  const late = isDue(order.claimBy, now);
  if (anew && late) return [unclaimed(answered, order.kindOfWork, 'deadline-passed')];
  const offers = eligibility(order, before, candidates, now);
  const offered = fact('OrderOffered', { ...answered, ...offers, ...(!anew && { order }) });
  if (late) return [offered, unclaimed(answered, order.kindOfWork, 'deadline-passed')];
  if (offers.offered.length === 0) return [offered, unclaimed(answered, order.kindOfWork, 'nobody-eligible')];
  return [offered];
}

/** Ends the live claim and, in the same decision, offers the order anew with the freed hours or says that nobody takes it. */
export function endingClaim(
  state: AssignmentState,
  claimant: CalendarState,
  reason: string,
  { candidates, now }: { candidates: readonly Candidate[]; now: string },
): Facts {
  const { claim } = state;
  if (!claim || !state.order) return [];
  const released = releasing(state, reason);
  const freed = withFreedHours(candidates, claimant, released);
  const refused = REFUSED_AT_AWARD.includes(reason) ? [claim.vekstbedrift] : [];
  return [...released, ...offeringAnew(state, refused, { candidates: freed, now })];
}

/** Offers the same version again, but not to those that said no or were refused, the last of them just now. */
export function offeringAnew(
  state: AssignmentState,
  refused: string[],
  { candidates, now }: { candidates: readonly Candidate[]; now: string },
): Facts {
  if (!state.order) return [];
  const before = { declined: state.declined, refusedAtAward: [...state.refusedAtAward, ...refused] };
  return offering(answeredOf(state), state.order, { before, candidates, now, anew: true });
}

/** The candidates once the hours of a released claim are free again. */
export function withFreedHours(
  candidates: readonly Candidate[],
  claimant: CalendarState | undefined,
  released: Readonly<Facts>,
): readonly Candidate[] {
  if (!claimant) return candidates;
  const capacity = released.reduce((freed, each) => calendar.evolve(freed, each), claimant);
  return candidates.map((each) => (each.departmentId === claimant.departmentId ? { ...each, capacity } : each));
}

/** Releases the live claim, if there is one. */
export function releasing(state: AssignmentState, reason: string): Facts {
  if (!state.claim) return [];
  const { claimId, departmentId, vekstbedrift } = state.claim;
  return [fact('ClaimReleased', { ...answeredOf(state), claimId, departmentId, vekstbedrift, reason })];
}

/** Says that nobody takes the order, and why. */
export const unclaimed = (answered: Answered, kindOfWork: string, reason: UnclaimedReason) =>
  fact('OrderUnclaimed', { ...answered, kindOfWork, reason });

/** The order version that an answer names. */
export const answeredOf = ({ orderId, orderVersion, municipality }: AssignmentState): Answered => ({
  orderId,
  orderVersion,
  municipality,
});
