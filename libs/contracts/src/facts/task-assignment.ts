import { FactOf } from '../fact-of.js';
import { Minutes, Ore, Whole } from '../words/amounts.js';
import { DECLINE_REASONS, NO_OFFER_REASONS, RELEASE_REASONS, UNCLAIMED_REASONS } from '../words/closed-lists.js';
import { OrganisationNumber, OrganisationNumbers } from '../words/organisation-number.js';
import { Figures, ListOf, One, Optional } from '../words/shapes.js';
import { FreeText, Id, KindOfWork, KindsOfWork, MunicipalityNumber, Name, OneOf, Steps } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';
import { OrderTerms } from './order-terms.js';

@FactOf('vekstbedrift', 'A vekstbedrift was registered with the municipalities it serves, or its entry was replaced.')
export class VekstbedriftRegistered {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Name('name of the vekstbedrift') name: string;
  @OrganisationNumbers('municipalities it serves', 1) serves: string[];
}

@FactOf('vekstbedrift', 'A department of a vekstbedrift was registered, or its entry was replaced.')
export class DepartmentRegistered {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Id('department') departmentId: string;
  @Name('name of the department') name: string;
  @KindsOfWork('kinds of work it does') kindsOfWork: string[];
}

/** Supervised person-minutes that a department has on a day for a kind of work. */
export class CapacityDay {
  @LocalDay('day') day: string;
  @KindOfWork() kindOfWork: string;
  @Minutes('supervised person-minutes in all; a later figure for the same day and kind replaces it', 0, 600_000)
  minutes: number;
}

@FactOf(
  'departmentId',
  'A department published its capacity by day and kind of work; named days are replaced, others stay.',
)
export class CapacityPublished {
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @ListOf(() => CapacityDay, 'the days', { least: 1, most: 400 }) days: CapacityDay[];
  @Optional() @LocalDay('day of publishing') publishedOn?: string;
}

/** A department that is offered an order. */
export class Offer {
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Minutes('free between first and last day of delivery') freeMinutes: number;
}

/** A department that gets no offer, and why. */
export class NoOffer {
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @OneOf(NO_OFFER_REASONS, 'why not') reason: string;
  @Optional() @Figures('the figures behind it') figures?: Record<string, unknown>;
}

/** A version of an order, as task-assignment answers it. */
export class AssignedOrder {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
}

/** The order as it was opened: what departments are offered. */
export class OfferedOrder extends OrderTerms {
  @LocalDay('day this version was opened') openedOn: string;
  @Optional() @OneOf(['signed'], 'the clock its deadline runs by; left out for the wall clock') clock?: 'signed';
}

@FactOf('orderId', 'Every department was considered; these are offered the order, those are not and why.')
export class OrderOffered extends AssignedOrder {
  @ListOf(() => Offer, 'who may claim it') offered: Offer[];
  @ListOf(() => NoOffer, 'who may not, and why; those who serve the municipality first') notOffered: NoOffer[];
  @Optional() @Whole('departments beyond the longest list', 1) notListed?: number;
  @Optional() @One(() => OfferedOrder, 'the order; left out where it is offered anew') order?: OfferedOrder;
}

@FactOf('orderId', 'A department said no to an offer, with a coded reason.')
export class OfferDeclined extends AssignedOrder {
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @OneOf(DECLINE_REASONS, 'why') reason: string;
  @Optional() @FreeText('more on the reason', 300) note?: string;
}

/** Minutes of one day. */
export class Hold {
  @LocalDay('day') day: string;
  @Minutes('minutes of that day', 1, 600_000) minutes: number;
}

/** A claim of a department on an order. */
export class ClaimOfOrder extends AssignedOrder {
  @Id('claim') claimId: string;
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
}

@FactOf('orderId', 'A department took the order; its hours are held until the claim is confirmed, released or expires.')
export class OrderClaimed extends ClaimOfOrder {
  @KindOfWork() kindOfWork: string;
  @ListOf(() => Hold, 'the hours held', { least: 1 }) holds: Hold[];
  @Instant('when the claim expires unless it is confirmed') expiresAt: string;
  @Optional() @OneOf(['signed'], 'the clock it expires by; left out for the wall clock') clock?: 'signed';
}

@FactOf('orderId', 'The department has the order for good; its held hours stay held until delivery.')
export class ClaimConfirmed extends ClaimOfOrder {}

@FactOf('orderId', 'A claim ended without work; its hours are free again.')
export class ClaimReleased extends ClaimOfOrder {
  @OneOf(RELEASE_REASONS, 'why') reason: string;
}

@FactOf('orderId', 'No vekstbedrift takes the order.')
export class OrderUnclaimed extends AssignedOrder {
  @KindOfWork() kindOfWork: string;
  @OneOf(UNCLAIMED_REASONS, 'why') reason: string;
}

@FactOf('orderId', 'The offers of an order version are void because the order was amended, withdrawn or closed.')
export class OffersClosed extends AssignedOrder {
  @OneOf(['amended', 'withdrawn', 'closed'], 'why') reason: string;
}

/** A purchase that a department made for the job: what ripples on. */
export class SubPurchase {
  @OrganisationNumber('the sub-supplier') supplier: string;
  @MunicipalityNumber('municipality of the sub-supplier') municipalityNumber: string;
  @FreeText('what was bought', 120) what: string;
  @Ore('what it cost', 1) amountOre: number;
}

@FactOf(
  'orderId',
  'The department registered what was done: facilitated time, participations, steps and purchases made for the job.',
)
export class WorkDelivered extends ClaimOfOrder {
  @Id('delivery') deliveryId: string;
  @LocalDay('day of delivery') deliveredOn: string;
  @KindOfWork() kindOfWork: string;
  @Minutes('time that people in adapted work spent on the job itself') facilitatedMinutes: number;
  @Whole('participations: how many took part in this delivery; a count, never who', 0, 1000) participations: number;
  @Steps('the steps they took part in') steps: string[];
  @ListOf(() => SubPurchase, 'purchases made for the job', { most: 50 }) purchases: SubPurchase[];
  @Optional() @FreeText('what differs from what was ordered', 500) deviation?: string;
}
