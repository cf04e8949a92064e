import { fact, type DeclineOffer, type FactsOf } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import type { Actor } from '../acts-for.js';
import type { AssignmentState } from './assignment.js';
import { whyNoAnswer, type Answering, type Holder } from './may-claim.js';
import { answeredOf, unclaimed } from './offering.js';

/** A department says no to this version of the order; when the last one does, nobody takes it. */
export function declineOffer(
  state: AssignmentState,
  department: Answering,
  { reason, note }: DeclineOffer,
  at: { now: string; actor: Actor; holder?: Holder },
): Decision<FactsOf<'task-assignment'>> {
  const no = whyNoAnswer(state, department, at);
  if (no || !state.order) return no ?? [];
  const { departmentId, vekstbedrift } = department;
  const declined = fact('OfferDeclined', {
    ...answeredOf(state),
    departmentId,
    vekstbedrift,
    reason,
    ...(note && { note }),
  });
  const others = state.offered.filter((offer) => offer.departmentId !== departmentId);
  return others.length > 0
    ? [declined]
    : [declined, unclaimed(answeredOf(state), state.order.kindOfWork, 'all-declined')];
}
