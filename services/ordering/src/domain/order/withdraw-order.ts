import { fact, type FactsOf, type WithdrawOrder } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { canBecome, isOrderOf, orderNotFound, statusForbids, versionOf, type OrderState } from './order.js';

export function withdrawOrder(
  order: OrderState,
  { reason }: WithdrawOrder,
  { municipality }: { municipality: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality)) return orderNotFound();
  if (!canBecome(order, 'withdrawn')) {
    return statusForbids(order, 'order-not-withdrawable', 'only before delivery can it be withdrawn');
  }
  const claimId = order.status === 'confirmed' ? order.claim.claimId : undefined;
  return [fact('OrderWithdrawn', { ...versionOf(order), reason, ...(claimId && { claimId }) })];
}
