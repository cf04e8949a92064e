import { OrderAssessed, OwnerShare, TurnoverLine } from '../facts/procurement-compliance.js';
import { CodedReason } from '../facts/reason.js';
import { BasisPoints, Ore, Whole } from '../words/amounts.js';
import { Category } from '../words/category.js';
import { CONFIDENCES } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { ListOf, One, Optional } from '../words/shapes.js';
import { Flag, FreeText, Id, OneOf, RuleName } from '../words/texts.js';
import { Instant, LocalDay } from '../words/time.js';

/** Which ledger is asked for, and on which day. */
export class LedgerSearch {
  @Optional() @LocalDay('last day of the twelve months; today where it is left out') on?: string;
  @Optional()
  @OrganisationNumber('the municipality; its own for a buyer or adviser, needed from everyone else')
  municipality?: string;
}

/** What counts as like purchases of one category in the twelve months that end on a day. */
export class LedgerLine {
  @Category() category: string;
  @Ore('like purchases of the twelve months, those declared included') usedOre: number;
  @Ore('of these, declared as bought outside the platform') declaredOre: number;
  @Flag('the municipality has stated, if only as 0, what it bought elsewhere') declared: boolean;
  @Whole('orders that count') entries: number;
  @Optional() @Ore('the scope of the law on that day; left out where no rule set is known for it') limitOre?: number;
  @Optional() @Ore('what is left under the scope: an order of less than this is outside the law') headroomOre?: number;
}

/** Every ledger of a municipality on a day. */
export class LedgerView {
  @OrganisationNumber('the municipality') municipality: string;
  @LocalDay('last day of the twelve months') on: string;
  @ListOf(() => LedgerLine, 'the categories in which anything was ever ordered or declared') categories: LedgerLine[];
}

/** An order that counts and whose value may still change. */
export class LedgerEntry {
  @Id('order') orderId: string;
  @Ore('its value') valueOre: number;
  @LocalDay('day it was initiated') initiatedAt: string;
}

/** Like purchases that were declared as made outside the platform. */
export class DeclaredPurchases {
  @Id('declaration') declarationId: string;
  @Ore('what was bought') amountOre: number;
  @LocalDay('first day of the period') from: string;
  @LocalDay('last day of the period; the amount counts on this day') to: string;
}

/** One ledger on a day, with what it is made of. */
export class LedgerOfCategoryView extends LedgerLine {
  @OrganisationNumber('the municipality') municipality: string;
  @LocalDay('last day of the twelve months') on: string;
  @ListOf(() => LedgerEntry, 'orders of the twelve months whose value may still change') open: LedgerEntry[];
  @Ore('accepted orders of the twelve months') acceptedOre: number;
  @ListOf(() => DeclaredPurchases, 'declarations that count in the twelve months') declarations: DeclaredPurchases[];
}

/** Which reviews are asked for. */
export class ReviewSearch {
  @Optional() @OneOf(['open', 'decided'], 'only these; every review where it is left out') status?: string;
}

/** An order, or its award, that needs or needed a person. */
export class ReviewView {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
  @Category() category: string;
  @OneOf(['open', 'approved', 'refused', 'closed'], 'where it stands') status: string;
  @RuleName('the path the order is on') path: string;
  @Optional() @Id('the claim, where the award is in question') claimId?: string;
  @Ore('value of the order') valueOre: number;
  @Ore('like purchases of the window, this order included') usedOre: number;
  @Ore('the scope of the law; 0 where no rule set is known for the day') limitOre: number;
  @One(() => CodedReason, 'why a person is needed') reason: CodedReason;
  @Optional() @FreeText('why the adviser decided so', 1000) decisionReason?: string;
  @Instant('since when a person is needed') requestedAt: string;
}

/** Reviews, the latest first. */
export class ReviewList {
  @ListOf(() => ReviewView, 'the reviews') reviews: ReviewView[];
}

/** An assessment as it was published; its reasons end with its doubts, for those who show one list. */
export class AssessmentView extends OrderAssessed {
  @OneOf(CONFIDENCES, 'how sure') confidence: string;
  @Instant('when the order version was placed or amended') assessedAt: string;
}

/** Every assessment of an order. */
export class AssessmentsView {
  @Id('order') orderId: string;
  @One(() => AssessmentView, 'of the current version') latest: AssessmentView;
  @ListOf(() => AssessmentView, 'of earlier versions, the latest first') earlier: AssessmentView[];
}

/** Who owns a vekstbedrift in a period. */
export class OwnershipPeriod {
  @LocalDay('first day') validFrom: string;
  @Optional() @LocalDay('last day; left out while it holds') validTo?: string;
  @ListOf(() => OwnerShare, 'the owners') owners: OwnerShare[];
  @BasisPoints('direct private capital') privateShare: number;
}

/** The declared turnover of a year. */
export class TurnoverOfYear {
  @Whole('accounting year', 1990, 2199) year: number;
  @ListOf(() => TurnoverLine, 'by class of customer') lines: TurnoverLine[];
}

/** Owners and turnover of a vekstbedrift as recorded; empty lists where nothing was. */
export class OwnershipView {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @ListOf(() => OwnershipPeriod, 'periods of ownership, the earliest first') ownership: OwnershipPeriod[];
  @ListOf(() => TurnoverOfYear, 'declared turnover, the earliest year first') turnover: TurnoverOfYear[];
}
