import { BasisPoints, Ore, Whole } from '../words/amounts.js';
import { CERTAINTIES, CUSTOMER_CLASSES, DECLINE_REASONS } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { Figures, ListOf, One, Optional } from '../words/shapes.js';
import { CodeText, FreeText, KindOfWork, MunicipalityNumber, Name, OneOf } from '../words/texts.js';
import { LocalDay } from '../words/time.js';
import { applyWord } from '../words/word.js';

/** Why a figure is null. */
export const NO_FIGURE_REASONS = [
  // Under 5, or hidden so that no figure under 5 can be calculated; which of the two is not told.
  'small-number',
  // Participations are given for whole months, whole years and all time: two odd periods would give a day away.
  'period-not-whole',
  // So many orders that participations are given by fewer levels only.
  'too-detailed',
  'nothing-delivered',
  'not-reported',
  'no-turnover',
  'no-owners-recorded',
] as const;
export type NoFigureReason = (typeof NO_FIGURE_REASONS)[number];

/** What outcomes can be grouped by. */
export const OUTCOME_GROUPS = ['none', 'municipality', 'vekstbedrift', 'department', 'kind-of-work', 'month'] as const;
export type OutcomeGrouping = (typeof OUTCOME_GROUPS)[number];

const SumOrNothing = (says: string) =>
  applyWord({
    code: 'figure',
    test: (value) => value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0),
    sentence: 'must be a number, or null with a reason',
    schema: { type: ['number', 'null'], description: says } as never,
  });

const Month = (says: string) =>
  applyWord({
    code: 'month',
    test: (value) => typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value),
    sentence: 'must be a month written YYYY-MM',
    schema: { type: 'string', pattern: '^\\d{4}-\\d{2}$', description: `${says}, in Europe/Oslo`, example: '2026-11' },
  });

const Year = (says: string) =>
  applyWord({
    code: 'year',
    test: (value) => typeof value === 'string' && /^(199\d|2[01]\d\d)$/.test(value),
    sentence: 'must be a year from 1990 to 2199',
    schema: { type: 'string', pattern: '^\\d{4}$', description: says, example: '2026' },
  });

/** The orders that are meant: an order belongs to the day of its placing, with everything that came of it. */
export class DemandSearch {
  @Optional() @LocalDay('orders placed on this day or later') from?: string;
  @Optional() @LocalDay('orders placed on this day or earlier') to?: string;
  @Optional() @OrganisationNumber('only this municipality') municipality?: string;
  @Optional() @OrganisationNumber('only this vekstbedrift') vekstbedrift?: string;
  @Optional() @KindOfWork('only this kind of work') kindOfWork?: string;
}

/** The orders that are meant, and by what their outcomes are grouped. */
export class OutcomesSearch extends DemandSearch {
  @Optional() @OneOf(OUTCOME_GROUPS, 'one group for each; none where it is left out') by?: OutcomeGrouping;
}

/** A number, who has signed for it and, where it is null, why. */
export class Figure {
  @SumOrNothing('the number; null where it is not shown') value: number | null;
  @OneOf(CERTAINTIES, 'counted by the platform, or stated by somebody outside it') certainty: string;
  @Optional() @OneOf(NO_FIGURE_REASONS, 'why there is no number') reason?: string;
}

/** How many orders ever reached each state. */
export class OrdersByState {
  @Whole('placed by a buyer') placed: number;
  @Whole('opened: cleared by rule or approved by an adviser') cleared: number;
  @Whole('held for an adviser') held: number;
  @Whole('refused') refused: number;
  @Whole('confirmed to a department') confirmed: number;
  @Whole('delivered') delivered: number;
  @Whole('accepted') accepted: number;
  @Whole('disputed') disputed: number;
  @Whole('withdrawn') withdrawn: number;
  @Whole('sent to an ordinary supplier') fallback: number;
  @OneOf(CERTAINTIES, 'how sure') certainty: string;
}

/** How many orders went each legal path. */
export class OrdersByPath {
  @Figures('orders by the path they were opened on, else by the one their assessment came to') orders: Record<
    string,
    number
  >;
  @OneOf(CERTAINTIES, 'how sure') certainty: string;
}

/** What came of a set of orders. Of several deliveries of an order only the latest accepted one counts. */
export class OutcomeFigures {
  @One(() => OrdersByState, 'orders that ever reached each state') orders: OrdersByState;
  @One(() => Figure, 'accepted value, øre ex VAT, that of ordinary suppliers included') valueOre: Figure;
  @One(() => Figure, 'of this, accepted from ordinary suppliers after fallback') externalValueOre: Figure;
  @One(() => Figure, 'hours from placing to the first delivery, half of the orders at most')
  leadTimeMedianHours: Figure;
  @One(() => Figure, 'hours from placing to the first delivery, nine of ten orders at most') leadTimeP90Hours: Figure;
  @One(() => Figure, 'minutes that people in adapted work spent on accepted jobs') facilitatedMinutes: Figure;
  @One(() => Figure, 'participations in accepted jobs: a sum of counts, never of persons') participations: Figure;
  @One(() => Figure, 'purchases from sub-suppliers for accepted jobs, øre ex VAT') rippleOre: Figure;
  @One(() => OrdersByPath, 'legal paths') paths: OrdersByPath;
}

/** The outcomes of one group. */
export class OutcomeGroup extends OutcomeFigures {
  @FreeText('organisation number, department, kind of work or month; none where an order has none', 80) key: string;
  @Optional() @Name('name of the organisation or department, once it is known') name?: string;
  @Optional()
  @MunicipalityNumber('of a municipality: its number on the last day of placing')
  municipalityNumber?: string;
}

/** Outcomes of the orders of a period, by group and in all. */
export class Outcomes {
  @Optional() @LocalDay('first day of placing') from?: string;
  @Optional() @LocalDay('last day of placing') to?: string;
  @OneOf(OUTCOME_GROUPS, 'what the groups are') by: string;
  @ListOf(() => OutcomeGroup, 'the groups', { most: 100_000 }) groups: OutcomeGroup[];
  @One(() => OutcomeFigures, 'all of them together') total: OutcomeFigures;
}

/** What was ordered of a kind of work in a month. */
export class PlacedInMonth {
  @Month('month of placing') month: string;
  @KindOfWork() kindOfWork: string;
  @One(() => Figure, 'orders placed') orders: Figure;
  @One(() => Figure, 'their value as last amended, øre ex VAT') valueOre: Figure;
}

/** A place and a month of placing. */
export class PlaceAndMonth {
  @Month('month of placing') month: string;
  @OrganisationNumber('the municipality') municipality: string;
  @Optional() @Name('its name, once it is known') name?: string;
  @MunicipalityNumber('its municipality number of the date') municipalityNumber: string;
}

/** Orders that no vekstbedrift took. */
export class UnmetNeed extends PlaceAndMonth {
  @KindOfWork() kindOfWork: string;
  @CodeText('why nobody took them: nobody-eligible, all-declined, deadline-passed') reason: string;
  @One(() => Figure, 'orders sent to an ordinary supplier') orders: Figure;
}

/** Offers that departments declined. */
export class DeclinedOffers extends PlaceAndMonth {
  @KindOfWork() kindOfWork: string;
  @OneOf(DECLINE_REASONS, 'why') reason: string;
  @One(() => Figure, 'declined offers') declines: Figure;
}

/** What was asked for and what nobody could take: where capacity should grow. */
export class Demand {
  @Optional() @LocalDay('first day of placing') from?: string;
  @Optional() @LocalDay('last day of placing') to?: string;
  @ListOf(() => PlacedInMonth, 'orders placed', { most: 100_000 }) placed: PlacedInMonth[];
  @ListOf(() => UnmetNeed, 'orders that no vekstbedrift took', { most: 100_000 }) unmet: UnmetNeed[];
  @ListOf(() => DeclinedOffers, 'declined offers', { most: 100_000 }) declined: DeclinedOffers[];
}

/** Which year of turnover is asked for. */
export class TurnoverSearch {
  @Optional() @Year('accounting year; the last reported one where it is left out') year?: string;
}

/** The share of a class of customers in the turnover of a year. */
export class ShareOfClass {
  @OneOf(CUSTOMER_CLASSES, 'class of customer') customerClass: string;
  @Ore('turnover') amountOre: number;
  @BasisPoints('its share; the classes sum to 10000') share: number;
  @OneOf(CERTAINTIES, 'how sure') certainty: string;
}

/** The share of a named customer in the turnover of a year. */
export class ShareOfCustomer extends ShareOfClass {
  @OrganisationNumber('the customer') customer: string;
  @Optional() @Name('its name, where it is a municipality of the platform') name?: string;
}

/** Shares of turnover as declared, and beside them what the platform measured; the two are not reconciled. */
export class TurnoverShares {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Optional() @Name('its name, once it is known') name?: string;
  @Whole('accounting year', 1990, 2199) year: number;
  @One(() => Figure, 'declared turnover of the year, øre ex VAT') turnoverOre: Figure;
  @ListOf(() => ShareOfClass, 'every class; empty where no turnover is declared') classes: ShareOfClass[];
  @ListOf(() => ShareOfCustomer, 'customers that were named, the largest first') customers: ShareOfCustomer[];
  @One(() => Figure, 'accepted value of orders that owners placed in the year, øre ex VAT')
  acceptedFromOwnersOre: Figure;
}
