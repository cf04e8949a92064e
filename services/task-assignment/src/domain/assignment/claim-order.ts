import { fact, type ClaimOrder, type FactsOf } from '#libs/contracts';
import { isRejection, type Decision } from '#libs/decider';
import type { Actor } from '../acts-for.js';
import { freeByDay, type CalendarState } from '../calendar/calendar.js';
import type { AssignmentState, Clock } from './assignment.js';
import { firstDayLeft } from './eligibility.js';
import { askedHolds, earliestHolds } from './holds.js';
import { whyNoAnswer, type Holder } from './may-claim.js';
import { answeredOf } from './offering.js';

/** Three days: an adviser who must look at an award has a working day for it, also where a weekend lies between. */
export const CLAIM_STANDS_HOURS = 72;

interface ClaimedAt {
  now: string;
  clock: Clock;
  actor: Actor;
  claimId: string;
  holder?: Holder;
}

/** A department takes the order: its hours are held, day by day, until the claim is confirmed, released or expires. */
export function claimOrder(
  state: AssignmentState,
  calendar: CalendarState,
  command: ClaimOrder,
  { now, clock, actor, claimId, holder }: ClaimedAt,
): Decision<FactsOf<'task-assignment'>> {
  const no = whyNoAnswer(state, calendar, { now, actor, holder });
  if (no || !state.order) return no ?? [];
  const { kindOfWork, estimatedMinutes, deliverFrom, deliverTo } = state.order;
  const window = { from: firstDayLeft(deliverFrom, now), to: deliverTo, estimatedMinutes };
  const free = freeByDay(calendar, kindOfWork, window.from, window.to);
  const holds = command.holds ? askedHolds(command.holds, free, window) : earliestHolds(free, estimatedMinutes);
  if (isRejection(holds)) return holds;
  const { departmentId, vekstbedrift } = calendar;
  const expiresAt = new Date(Date.parse(now) + CLAIM_STANDS_HOURS * 3_600_000).toISOString();
  const claim = { ...answeredOf(state), claimId, departmentId, vekstbedrift, kindOfWork, holds, expiresAt };
  return [fact('OrderClaimed', { ...claim, ...(clock === 'signed' && { clock }) })];
}
