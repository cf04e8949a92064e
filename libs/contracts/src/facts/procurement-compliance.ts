import { FactOf } from '../fact-of.js';
import { BasisPoints, Ore, Whole } from '../words/amounts.js';
import { Category } from '../words/category.js';
import { CUSTOMER_CLASSES, DECISIONS, OUTCOMES } from '../words/closed-lists.js';
import { OrganisationNumber } from '../words/organisation-number.js';
import { FreeText, Id, OneOf, RuleName } from '../words/texts.js';
import { ListOf, One, Optional } from '../words/shapes.js';
import { LocalDay } from '../words/time.js';
import { doubtsApart } from './doubts-apart.js';
import { CodedReason, Reason, RejectedPath } from './reason.js';

/** One owner and its share. */
export class OwnerShare {
  @OrganisationNumber('the owner') owner: string;
  @BasisPoints('share') share: number;
}

@FactOf('vekstbedrift', 'Who owns a vekstbedrift from a day on was recorded; earlier days keep their owners.')
export class OwnershipRecorded {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @LocalDay('first day it holds') validFrom: string;
  @ListOf(() => OwnerShare, 'municipalities and other public owners', { least: 1, most: 100 }) owners: OwnerShare[];
  @BasisPoints('direct private capital, which rules out in-house awards (FOA § 3-1 (1) c)') privateShare: number;
}

/** Turnover from one class of customers, or from one customer of it. */
export class TurnoverLine {
  @OneOf(CUSTOMER_CLASSES, 'class of customer') customerClass: string;
  @Ore('turnover') amountOre: number;
  @Optional() @OrganisationNumber('the customer, where one is named') customer?: string;
}

@FactOf(
  'vekstbedrift',
  'A vekstbedrift declared its turnover of a year by class of customer; a later report of the year replaces it.',
)
export class TurnoverReported {
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @Whole('accounting year', 1990, 2199) year: number;
  @ListOf(() => TurnoverLine, 'the turnover', { least: 1, most: 200 }) lines: TurnoverLine[];
}

@FactOf('ledgerId', 'A municipality declared like purchases that were made outside the platform.')
export class LikePurchasesDeclared {
  @FreeText('ledger: municipality and category', 80) ledgerId: string;
  @Id('declaration') declarationId: string;
  @OrganisationNumber('the municipality') municipality: string;
  @Category() category: string;
  @Ore('what was bought') amountOre: number;
  @LocalDay('first day of the period') from: string;
  @LocalDay('last day of the period; the amount counts on this day') to: string;
  @Optional() @FreeText('where the figure comes from', 300) basis?: string;
}

@FactOf(
  'orderId',
  'An order version was assessed; its entry in the ledger of like purchases was made in the same decision.',
  [doubtsApart],
)
export class OrderAssessed {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
  @Category() category: string;
  @FreeText('ledger: municipality and category', 80) ledgerId: string;
  @LocalDay('day the procurement was initiated') initiatedAt: string;
  @Ore('value of this order') valueOre: number;
  @OneOf(OUTCOMES, 'what it comes to') outcome: string;
  @RuleName('path') path: string;
  @ListOf(() => Reason, 'the reasons', { least: 1 }) reasons: Reason[];
  @ListOf(() => Reason, 'what is in doubt; empty where nothing is') doubts: Reason[];
  @ListOf(() => RejectedPath, 'paths not taken') rejectedPaths: RejectedPath[];
  @Ore('like purchases of the window, this order included') usedOre: number;
  @Ore('the scope of the law on that day') limitOre: number;
  @Ore('what is left under the scope after this order; 0 where it is passed') headroomOre: number;
  @FreeText('rule set', 60) ruleSet: string;
}

@FactOf('orderId', 'The award of an order to the vekstbedrift that claimed it was assessed.')
export class AwardAssessed {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @Id('claim') claimId: string;
  @Id('department') departmentId: string;
  @OrganisationNumber('the vekstbedrift') vekstbedrift: string;
  @OneOf(OUTCOMES, 'what it comes to') outcome: string;
  @ListOf(() => Reason, 'the reasons', { least: 1 }) reasons: Reason[];
}

@FactOf('orderId', 'An order version or an award needs a person; an adviser of the municipality is asked.')
export class ReviewRequested {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OrganisationNumber('the municipality that buys') municipality: string;
  @Optional() @Id('the claim, where the award is in question') claimId?: string;
  @One(() => CodedReason, 'why a person is needed') reason: CodedReason;
}

@FactOf('orderId', 'An adviser decided a review, with a reason.')
export class ReviewDecided {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @Optional() @Id('the claim, where the award was in question') claimId?: string;
  @Optional() @Id('the department of that claim; always beside claimId') departmentId?: string;
  @Optional() @OrganisationNumber('the vekstbedrift of that claim; always beside claimId') vekstbedrift?: string;
  @OneOf(DECISIONS, 'the decision') decision: string;
  @FreeText('the reason', 1000) reason: string;
  @RuleName('the path the order goes') path: string;
}

@FactOf('orderId', 'An open review fell away because the order was amended or withdrawn, or its claim is gone.')
export class ReviewClosed {
  @Id('order') orderId: string;
  @Whole('version of the order', 1) orderVersion: number;
  @OneOf(['amended', 'withdrawn', 'claim-gone'], 'why') reason: string;
}

@FactOf('orderId', 'The value of an order in the ledger was replaced by what was accepted; the entry is final.')
export class LedgerEntryCorrected {
  @Id('order') orderId: string;
  @FreeText('ledger: municipality and category', 80) ledgerId: string;
  @LocalDay('day the procurement was initiated') initiatedAt: string;
  @Ore('accepted value') valueOre: number;
}

@FactOf('orderId', 'An order no longer counts among the like purchases: it was withdrawn or refused.')
export class LedgerEntryReleased {
  @Id('order') orderId: string;
  @FreeText('ledger: municipality and category', 80) ledgerId: string;
  @OneOf(['withdrawn', 'refused'], 'why') reason: string;
}
