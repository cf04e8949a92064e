import { AssignedOrder, ClaimOfOrder, Hold, NoOffer, Offer, OfferedOrder } from '../facts/task-assignment.js';
import { Minutes, Whole } from '../words/amounts.js';
import { DECLINE_REASONS } from '../words/closed-lists.js';
import { OrganisationNumber, OrganisationNumbers } from '../words/organisation-number.js';
import { ListOf, One, Optional } from '../words/shapes.js';
import { CodeText, Flag, FreeText, Id, KindOfWork, KindsOfWork, Name, OneOf } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';

/** A department of a vekstbedrift. */
export class DepartmentView {
  @Id('department') departmentId: string;
  @Name('name of the department') name: string;
  @KindsOfWork('kinds of work it does') kindsOfWork: string[];
}

/** A vekstbedrift with its departments. */
export class VekstbedriftView {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Name('name of the vekstbedrift') name: string;
  @OrganisationNumbers('municipalities it serves') serves: string[];
  @ListOf(() => DepartmentView, 'its departments, by name') departments: DepartmentView[];
}

/** Every vekstbedrift, by name. */
export class VekstbedriftList {
  @ListOf(() => VekstbedriftView, 'the vekstbedrifter', { most: 1000 }) vekstbedrifter: VekstbedriftView[];
}

/** The period of a calendar that is asked for: at most 400 days. */
export class CalendarSearch {
  @LocalDay('first day') from: string;
  @LocalDay('last day') to: string;
}

/** Capacity of a day and kind of work. */
export class CalendarDay {
  @LocalDay('day') day: string;
  @KindOfWork() kindOfWork: string;
  @Minutes('published') published: number;
  @Minutes('held by claims') held: number;
  @Minutes('used by delivered work') used: number;
  @Minutes('free; 0 where less is published than is held and used') free: number;
}

/** The calendar of a department. */
export class CalendarView extends DepartmentView {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @ListOf(() => CalendarDay, 'days with any figure, by day and kind of work', { most: 20_000 }) days: CalendarDay[];
}

/** An order that a department may claim now. */
export class OpenOffer extends OfferedOrder {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
  @Id('the department it is offered to') departmentId: string;
  @Minutes('free now between the first and the last day that can still be worked') freeMinutes: number;
}

/** Open offers, the soonest deadline first. */
export class OpenOfferList {
  @ListOf(() => OpenOffer, 'the offers') offers: OpenOffer[];
}

/** A department that said no. */
export class DeclinedOffer {
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @OneOf(DECLINE_REASONS, 'why') reason: string;
  @Optional() @FreeText('more on the reason; not shown to another vekstbedrift', 300) note?: string;
}

/** The claim that an order is under. */
export class LiveClaim extends ClaimOfOrder {
  @Flag('confirmed by ordering') confirmed: boolean;
  @Instant('when it expires unless it is confirmed') expiresAt: string;
  @Optional() @ListOf(() => Hold, 'the hours it took; not shown to another vekstbedrift') holds?: Hold[];
  @Optional() @Id('the last delivery registered under it') deliveryId?: string;
}

/** Who is offered an order, who is not and why, and who has it. */
export class OrderOffersView extends AssignedOrder {
  @OneOf(['offered', 'claimed', 'unclaimed', 'closed'], 'what it has come to') status: string;
  @Optional() @CodeText('why nothing more is offered') ended?: string;
  @Instant('until when it may be claimed') claimBy: string;
  @ListOf(() => Offer, 'who may claim it still') offered: Offer[];
  @ListOf(() => NoOffer, 'who may not, and why') notOffered: NoOffer[];
  @Whole('departments beyond the longest list') notListed: number;
  @ListOf(() => DeclinedOffer, 'who said no') declined: DeclinedOffer[];
  @Optional() @One(() => LiveClaim, 'the claim that lives') claim?: LiveClaim;
}

/** How many deadlines were passed. */
export class TimersFired {
  @Whole('deadlines that had come') fired: number;
}
