import type { Tx } from '#libs/messaging';
import { ledger, type LedgerState } from '../domain/ledger/ledger.js';
import { review, type ReviewState } from '../domain/review/review.js';

/** What this service knows of an order, with the ledger its entry is in; locked in this order so nobody waits in a ring. */
export async function lockedWithLedger(tx: Tx, orderId: string): Promise<ReviewState> {
  const state = await tx.load(review, orderId);
  if (state.ledgerId) await tx.load(ledger, state.ledgerId);
  return state;
}

/** An order and the ledger it goes to. The one it leaves is locked too, so that its entry goes there in the same decision. */
export async function lockedForAssessment(
  tx: Tx,
  orderId: string,
  ledgerId: string,
): Promise<{ review: ReviewState; ledger: LedgerState }> {
  const state = await tx.load(review, orderId);
  // In the order of their ids: two amendments that swap categories cannot wait for each other.
  for (const id of [...new Set([state.ledgerId ?? ledgerId, ledgerId])].sort()) await tx.load(ledger, id);
  return { review: state, ledger: await tx.load(ledger, ledgerId) };
}
