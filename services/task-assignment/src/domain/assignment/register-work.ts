import { fact, localDay, type FactsOf, type OfferedOrder, type RegisterWork } from '#libs/contracts';
import { conflict, notFound, unprocessable, type Decision, type Rejection } from '#libs/decider';
import { actsFor, type Actor } from '../acts-for.js';
import type { AssignmentState } from './assignment.js';
import { answeredOf } from './offering.js';

/** The department of a confirmed claim registers what was done; after a dispute a new delivery supersedes the earlier one. */
export function registerWork(
  state: AssignmentState,
  command: RegisterWork,
  { now, actor, deliveryId }: { now: string; actor: Actor; deliveryId: string },
): Decision<FactsOf<'task-assignment'>> {
  const { claimId, deliveredOn, facilitatedMinutes, participations, steps, purchases, deviation } = command;
  const { order, claim } = state;
  if (!order) return notFound('order-not-found', 'No such order has been offered.');
  if (claim?.claimId === claimId && !actsFor(actor, claim)) {
    return notFound('claim-not-found', 'There is no such claim of a department of yours.');
  }
  if (state.status === 'closed') {
    return conflict('order-ended', `The order was ${state.ended}; nothing more can be registered.`, {
      reason: state.ended,
    });
  }
  if (claim?.claimId !== claimId || !claim.confirmed) {
    return conflict('claim-not-confirmed', 'Work is registered under a confirmed claim; this one is not.', {
      claimId,
      ...(claim?.claimId === claimId && { expiresAt: claim.expiresAt }),
    });
  }
  const wrongDay = whyNotThatDay(order, deliveredOn, localDay(now));
  if (wrongDay) return wrongDay;
  const { departmentId, vekstbedrift } = claim;
  const work = { deliveredOn, kindOfWork: order.kindOfWork, facilitatedMinutes, participations, steps, purchases };
  const under = { ...answeredOf(state), claimId, departmentId, vekstbedrift, deliveryId };
  return [fact('WorkDelivered', { ...under, ...work, ...(deviation && { deviation }) })];
}

/** Before deliverFrom is allowed: some jobs are done early, and what was done is registered as it was. */
function whyNotThatDay({ openedOn }: OfferedOrder, deliveredOn: string, today: string): Rejection | undefined {
  if (deliveredOn > today) {
    return unprocessable('day-in-future', `${deliveredOn} has not come: register what has been done.`, {
      deliveredOn,
      today,
    });
  }
  if (deliveredOn < openedOn) {
    return unprocessable('day-before-opening', `The order was opened on ${openedOn}.`, { deliveredOn, openedOn });
  }
  return undefined;
}
