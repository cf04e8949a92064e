import type { OpenOffer, OrderOffersView } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Refused, ServiceDatabase, type Actor } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { actsFor } from '../domain/acts-for.js';
import type { AssignmentState } from '../domain/assignment/assignment.js';
import { firstDayLeft } from '../domain/assignment/eligibility.js';
import { freeMinutes, type CalendarState } from '../domain/calendar/calendar.js';

/** The soonest deadlines; a department with more open offers than this sees the others as these go. */
const MOST_OFFERS = 200;

/** Offers, as departments and buyers see them. */
@Injectable()
export class OfferReads {
  constructor(private readonly database: ServiceDatabase) {}

  /** Open offers of the departments somebody acts for. */
  async open(actor: Actor, now: string): Promise<OpenOffer[]> {
    const rows = await this.database.query<{ state: AssignmentState }>(
      `SELECT state FROM assignment
        WHERE status = 'offered' AND due_at COLLATE "C" > $1 AND state->'offered' @> $2::jsonb
        ORDER BY due_at COLLATE "C", id LIMIT ${MOST_OFFERS}`,
      [now, JSON.stringify([offeredTo(actor)])],
    );
    const offers = rows.flatMap(({ state }) =>
      state.offered.filter((offer) => actsFor(actor, offer)).map(({ departmentId }) => ({ state, departmentId })),
    );
    const calendars = await this.calendars([...new Set(offers.map(({ departmentId }) => departmentId))]);
    return offers.map(({ state, departmentId }) => openOffer(state, calendars.get(departmentId)!, now));
  }

  /** Who is offered an order, who is not and why, and who has it. */
  async ofOrder(orderId: string, actor: Actor): Promise<OrderOffersView> {
    const [row] = await this.database.query<{ state: AssignmentState }>('SELECT state FROM assignment WHERE id = $1', [
      orderId,
    ]);
    if (!row?.state.order || !concerns(row.state, actor)) {
      throw new Refused(notFound('order-not-found', 'No such order has been offered.'));
    }
    return offersView(row.state, row.state.order.claimBy, actor);
  }

  private async calendars(departments: string[]): Promise<Map<string, CalendarState>> {
    const rows = await this.database.query<{ id: string; state: CalendarState }>(
      'SELECT id, state FROM calendar WHERE id = ANY($1)',
      [departments],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }
}

function openOffer(
  { orderId, orderVersion, municipality, order }: AssignmentState,
  calendar: CalendarState,
  now: string,
) {
  const { kindOfWork, deliverFrom, deliverTo } = order!;
  const free = freeMinutes(calendar, kindOfWork, firstDayLeft(deliverFrom, now), deliverTo);
  return { ...order!, orderId, orderVersion, municipality, departmentId: calendar.departmentId, freeMinutes: free };
}

const buys = ({ role }: Actor) => role === 'buyer' || role === 'adviser';
const works = ({ role }: Actor) => role === 'manager' || role === 'work-leader';

/** An order is its buyer's, those vekstbedrifters' that were considered for it because they serve the buyer, and the programme's. */
function concerns({ municipality, offered, notOffered, claim }: AssignmentState, actor: Actor): boolean {
  if (buys(actor)) return municipality === actor.org;
  if (!works(actor)) return true;
  const considered = notOffered.filter(({ reason }) => reason !== 'does-not-serve-municipality');
  return [...offered, ...considered, ...(claim ? [claim] : [])].some(({ vekstbedrift }) => vekstbedrift === actor.org);
}

/** A vekstbedrift sees how its own departments stand, and that another one claimed; not others' hours, reasons and words. */
function offersView(state: AssignmentState, claimBy: string, actor: Actor): OrderOffersView {
  const { orderId, orderVersion, municipality, status, ended, notListed, claim } = state;
  const shows = ({ vekstbedrift }: { vekstbedrift: string }) => !works(actor) || vekstbedrift === actor.org;
  const [offered, notOffered] = [state.offered.filter(shows), state.notOffered.filter(shows)];
  const answered = { orderId, orderVersion, municipality };
  const view = {
    ...answered,
    status,
    ended,
    claimBy,
    offered,
    notOffered,
    notListed,
    declined: state.declined.filter(shows),
  };
  if (!claim) return view;
  const { holds, clock: _, ...shown } = claim;
  return { ...view, claim: { ...answered, ...shown, ...(shows(claim) && { holds }) } };
}

/** What an offer of theirs looks like: any of the own vekstbedrift for a manager, of the own department for others. */
const offeredTo = ({ org, role, department = '' }: Actor) =>
  role === 'manager' ? { vekstbedrift: org } : { vekstbedrift: org, departmentId: department };
