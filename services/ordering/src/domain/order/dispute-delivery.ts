import { fact, type DisputeDelivery, type FactsOf } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { refusalOfDelivery } from './delivery.js';
import { canBecome, isOrderOf, orderNotFound, statusForbids, versionOf, type OrderState } from './order.js';

export function disputeDelivery(
  order: OrderState,
  { reason }: DisputeDelivery,
  { municipality, deliveryId }: { municipality: string; deliveryId: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality)) return orderNotFound();
  if (!canBecome(order, 'disputed')) {
    return statusForbids(order, 'order-not-delivered', 'there is no delivery that waits for your answer');
  }
  const refusal = refusalOfDelivery(order, deliveryId);
  return refusal ?? [fact('DeliveryDisputed', { ...versionOf(order), deliveryId, reason })];
}
