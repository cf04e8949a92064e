import { Transform } from 'class-transformer';
import { DatedMunicipalityNumber } from '../facts/ordering.js';
import { AssessableOrder } from '../facts/order-terms.js';
import { CodedReason } from '../facts/reason.js';
import { Ore, Whole } from '../words/amounts.js';
import { Categories } from '../words/category.js';
import { ROLES } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { Figures, ListOf, One, Optional } from '../words/shapes.js';
import { CodeText, Flag, FreeText, Id, MunicipalityNumber, Name, OneOf, RuleName } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';

/** Where an order may stand. A claimed order is open until its award is cleared. */
export const ORDER_STATUSES = [
  'placed',
  'held',
  'open',
  'confirmed',
  'fallback',
  'external',
  'delivered',
  'disputed',
  'accepted',
  'closed',
  'refused',
  'withdrawn',
] as const;

/** A municipality as a buyer, without its units. */
export class MunicipalitySummary {
  @OrganisationNumber() municipality: string;
  @Name('name of the municipality') name: string;
  @ListOf(() => DatedMunicipalityNumber, 'its municipality numbers over time') numbers: DatedMunicipalityNumber[];
}

/** All municipalities, by name. */
export class MunicipalityList {
  @ListOf(() => MunicipalitySummary, 'the municipalities') municipalities: MunicipalitySummary[];
}

/** A unit that may order. */
export class UnitView {
  @Id('unit') unitId: string;
  @Name('name of the unit') name: string;
  @Categories('categories in which it is responsible for its own purchases') ownResponsibility: string[];
}

/** A municipality with its units. */
export class MunicipalityView extends MunicipalitySummary {
  @ListOf(() => UnitView, 'its units, in the order they were registered') units: UnitView[];
}

/** Which orders to list; several conditions all hold. */
export class OrderSearch {
  @Optional() @OneOf(ORDER_STATUSES, 'only orders that stand here') status?: string;
  @Optional() @LocalDay('only orders placed on this day or later') from?: string;
  @Optional() @LocalDay('only orders placed on this day or earlier') to?: string;
  @Optional() @Id('only orders older than this one: `next` of the page before') after?: string;
  @Optional()
  @Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : (value as unknown)))
  @Whole('how many at most; 50 where it is left out', 1, 200)
  limit?: number;
}

/** An order as it stands now. */
export class OrderSummary extends AssessableOrder {
  @OneOf(ORDER_STATUSES, 'where it stands') status: string;
  @Whole('version of the order; amendments raise it', 1) orderVersion: number;
  @MunicipalityNumber() municipalityNumber: string;
  @Name('name of the municipality') municipalityName: string;
  @Name('name of the unit') unitName: string;
  @Optional() @RuleName('the legal path it was opened on') path?: string;
  @Optional() @One(() => CodedReason, 'why it is held, refused, withdrawn or in fallback') reason?: CodedReason;
}

/** A page of orders, newest first. */
export class OrderPage {
  @ListOf(() => OrderSummary, 'the orders') orders: OrderSummary[];
  @Optional() @Id('`after` of the next page; left out on the last') next?: string;
}

/** The department that has the order. */
export class ConfirmedClaim {
  @Id('claim') claimId: string;
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift of the department') vekstbedrift: string;
}

/** A delivery as the buyer judges it. */
export class DeliveryView {
  @Id('delivery') deliveryId: string;
  @Flag('delivered by an ordinary supplier after fallback') external: boolean;
  @OrganisationNumber('who delivered') supplier: string;
  @Optional() @Id('claim it was done under') claimId?: string;
  @Optional() @FreeText('what differs from what was ordered') deviation?: string;
  @Optional() @FreeText('what the buyer says is wrong with it') disputed?: string;
}

/** Who caused a fact: an organisation in a role, never a person. */
export class TimelineActor {
  @OrganisationNumber('for which organisation') org: string;
  @OneOf(ROLES, 'in which role') role: string;
}

/** A consumer that could not take a fact; an operator has to see to it before the order goes on there. */
export class ParkedMark {
  @FreeText('the consumer that put the fact aside', 80) consumer: string;
  @FreeText('why', 500) reason: string;
  @Instant('since when') since: string;
}

/** One thing that happened with an order, from any service: when, who, what. */
export class TimelineEntry {
  @Instant('when it happened') at: string;
  @CodeText('the service that states it') service: string;
  @FreeText('name of the fact', 80) fact: string;
  @FreeText('what such a fact says', 500) says: string;
  @Figures('what this one says; a participation figure under 5 is null, with the reason beside it') data: Record<
    string,
    unknown
  >;
  @Optional() @One(() => TimelineActor, 'who caused it; left out where a rule or a timer did') by?: TimelineActor;
  @Optional() @ListOf(() => ParkedMark, 'consumers that put it aside and wait for an operator') parked?: ParkedMark[];
}

/** An order with its whole story. */
export class OrderView extends OrderSummary {
  @Optional() @One(() => ConfirmedClaim, 'who has it, while it is confirmed') claim?: ConfirmedClaim;
  @Optional() @OrganisationNumber('the ordinary supplier that has it after fallback') supplier?: string;
  @Optional()
  @ListOf(() => DeliveryView, 'its deliveries; the latest is the one that counts')
  deliveries?: DeliveryView[];
  @Optional() @Ore('the value that was accepted') acceptedOre?: number;
  @ListOf(() => TimelineEntry, 'everything that happened with it, in order of time', { most: 10_000 })
  timeline: TimelineEntry[];
}
