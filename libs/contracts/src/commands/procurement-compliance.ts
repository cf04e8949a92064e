import { OwnerShare, TurnoverLine } from '../facts/procurement-compliance.js';
import { BasisPoints, Ore, Whole } from '../words/amounts.js';
import { Category } from '../words/category.js';
import { DECISIONS } from '../words/closed-lists.js';
import { ListOf, Optional } from '../words/shapes.js';
import { FreeText, Id, OneOf } from '../words/texts.js';
import { LocalDay } from '../words/time.js';

/** Records who owns a vekstbedrift from a day on; the shares and the private capital sum to 100 %. */
export class RecordOwnership {
  @LocalDay('first day it holds') validFrom: string;
  @ListOf(() => OwnerShare, 'municipalities and other public owners', { least: 1, most: 100 }) owners: OwnerShare[];
  @Optional() @BasisPoints('direct private capital; 0 where it is left out') privateShare?: number;
}

/** Reports the turnover of a year by class of customer; a later report of the year replaces it. */
export class ReportTurnover {
  @Whole('accounting year', 1990, 2199) year: number;
  @ListOf(() => TurnoverLine, 'the turnover', { least: 1, most: 200 }) lines: TurnoverLine[];
}

/** Declares like purchases that the municipality made outside the platform. */
export class DeclareLikePurchases {
  @Category() category: string;
  @Ore('what was bought') amountOre: number;
  @LocalDay('first day of the period') from: string;
  @LocalDay('last day of the period; the amount counts on this day') to: string;
  @Optional() @FreeText('where the figure comes from', 300) basis?: string;
}

/** Decides a review: the version (and the claim) that the adviser looked at must still be the one in question. */
export class DecideReview {
  @Whole('version of the order that was looked at', 1) orderVersion: number;
  @Optional() @Id('the claim that was looked at, where the award is in question') claimId?: string;
  @OneOf(DECISIONS, 'the decision') decision: 'approve' | 'refuse';
  @FreeText('the reason', 1000) reason: string;
}
