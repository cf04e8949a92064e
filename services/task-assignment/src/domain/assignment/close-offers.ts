import { fact, type FactsOf } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { AssignmentState } from './assignment.js';
import { answeredOf, releasing } from './offering.js';

/** Why the buyer's side ended an order version. */
export type Closing = 'amended' | 'withdrawn' | 'closed';

/**
 * Closes what lives of an order version: offers are void, an undelivered claim is released and its hours are free again.
 * Hours of delivered work stay used, so such a claim is not released.
 */
export function closeOffers(state: AssignmentState, reason: Closing): Decision<FactsOf<'task-assignment'>> {
  if (state.status !== 'offered' && state.status !== 'claimed') return harmless('nothing of the order lives here');
  const delivered = state.claim?.deliveryId !== undefined;
  const closed = fact('OffersClosed', { ...answeredOf(state), reason });
  return delivered ? [closed] : [closed, ...releasing(state, reason === 'closed' ? 'superseded' : reason)];
}

/** On OrderAmended: only what is older than the new version is closed. */
export const closeOlder = (state: AssignmentState, newVersion: number): Decision<FactsOf<'task-assignment'>> =>
  state.orderVersion < newVersion ? closeOffers(state, 'amended') : harmless('the new version is already here');
