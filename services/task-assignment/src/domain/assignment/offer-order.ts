import { localDay, type FactsOf, type OfferedOrder, type OrderOpened } from '#libs/contracts';
import { harmless, isRejection, type Decision } from '#libs/decider';
import type { CalendarState } from '../calendar/calendar.js';
import type { AssignmentState, Clock } from './assignment.js';
import { closeOffers } from './close-offers.js';
import type { Candidate } from './eligibility.js';
import { offering, withFreedHours } from './offering.js';

const NOTHING_BEFORE = { declined: [], refusedAtAward: [] };

/** Decides the eligibility of every department for an order that was opened; what lives of an older version is closed first. */
export function offerOrder(
  state: AssignmentState,
  claimant: CalendarState | undefined,
  opened: OrderOpened,
  { candidates, now, clock }: { candidates: readonly Candidate[]; now: string; clock: Clock },
): Decision<FactsOf<'task-assignment'>> {
  if (opened.orderVersion <= state.orderVersion) return harmless('this version or a newer one was already offered');
  const { orderId, orderVersion, municipality } = opened;
  const closing = closeOffers(state, 'amended');
  if (isRejection(closing)) return closing;
  const offered = offering({ orderId, orderVersion, municipality }, offeredOrder(opened, now, clock), {
    before: NOTHING_BEFORE,
    candidates: withFreedHours(candidates, claimant, closing),
    now,
    anew: false,
  });
  return [...closing, ...offered];
}

function offeredOrder(opened: OrderOpened, now: string, clock: Clock): OfferedOrder {
  const { unit, title, kindOfWork, cpv, valueOre, estimatedMinutes, deliverFrom, deliverTo, place, claimBy } = opened;
  return {
    ...{ unit, title, kindOfWork, cpv, valueOre, estimatedMinutes, deliverFrom, deliverTo, place, claimBy },
    ...(opened.directedTo && { directedTo: opened.directedTo }),
    ...(clock === 'signed' && { clock }),
    openedOn: localDay(now),
  };
}
