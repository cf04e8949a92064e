import { fact, type DeliveryAccepted } from '#libs/contracts';
import { harmless, type Decision } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';
import type { ReviewState } from '../review/review.js';

/** The accepted value replaces the order's in the ledger, for good. */
export function correctEntry(review: ReviewState, { orderId, valueOre }: DeliveryAccepted): Decision<ComplianceFact> {
  const { counts, ledgerId, initiatedAt } = review;
  if (!counts || review.final || !ledgerId || !initiatedAt) return harmless('no open entry of the order counts');
  return [fact('LedgerEntryCorrected', { orderId, ledgerId, initiatedAt, valueOre })];
}
