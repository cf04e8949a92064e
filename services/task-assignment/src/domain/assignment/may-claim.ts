import { conflict, notFound, type Rejection } from '#libs/decider';
import { actsFor, type Actor } from '../acts-for.js';
import type { AssignmentState } from './assignment.js';
import { isDue } from './deadline.js';

/** The department that answers an offer. */
export interface Answering {
  departmentId: string;
  /** Empty where there is no such department. */
  vekstbedrift: string;
}

/** Names of the department that holds the order, and of its vekstbedrift. */
export interface Holder {
  department: string;
  vekstbedrift: string;
}

/** Why a department may not answer an offer now: not its people, not open, taken, too late, or not offered to it. */
export function whyNoAnswer(
  state: AssignmentState,
  department: Answering,
  { now, actor, holder }: { now: string; actor: Actor; holder?: Holder },
): Rejection | undefined {
  const { departmentId } = department;
  if (!actsFor(actor, department)) return notFound('department-not-found', 'There is no such department of yours.');
  if (!state.order) return notFound('order-not-found', 'No such order has been offered.');
  if (state.status === 'closed' || state.status === 'unclaimed') {
    return conflict('offer-closed', 'The order is no longer offered.', { reason: state.ended });
  }
  if (state.claim) return orderTaken(state.claim, holder);
  if (isDue(state.order.claimBy, now)) {
    const { claimBy } = state.order;
    return conflict('claim-deadline-passed', `The order could be claimed until ${claimBy}.`, { claimBy });
  }
  return state.offered.some((offer) => offer.departmentId === departmentId)
    ? undefined
    : notOffered(state, departmentId);
}

function orderTaken({ departmentId, vekstbedrift }: Answering, holder?: Holder): Rejection {
  const who = holder ? `${holder.department} (${holder.vekstbedrift})` : 'Another department';
  return conflict('order-taken', `${who} took the order first. None of your hours are used.`, {
    departmentId,
    vekstbedrift,
    ...(holder && { departmentName: holder.department, vekstbedriftName: holder.vekstbedrift }),
  });
}

function notOffered({ declined, notOffered }: AssignmentState, departmentId: string): Rejection {
  const says = 'The order is not offered to this department.';
  const no = declined.find((each) => each.departmentId === departmentId);
  if (no) return conflict('not-offered', says, { reason: 'declined-before', declined: no.reason });
  const why = notOffered.find((each) => each.departmentId === departmentId);
  // Neither: it was registered after the order was offered.
  return conflict('not-offered', says, { reason: why?.reason ?? 'not-considered', ...why?.figures });
}
