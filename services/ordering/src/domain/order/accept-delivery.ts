import { fact, type AcceptDelivery, type FactsOf } from '#libs/contracts';
import { conflict, type Decision } from '#libs/decider';
import { latestDelivery, refusalOfDelivery } from './delivery.js';
import { canBecome, isOrderOf, orderNotFound, statusForbids, versionOf, type OrderState } from './order.js';

export function acceptDelivery(
  order: OrderState,
  { valueOre }: AcceptDelivery,
  { municipality, deliveryId }: { municipality: string; deliveryId: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality)) return orderNotFound();
  if (!canBecome(order, 'accepted')) {
    return statusForbids(order, 'order-not-delivered', 'there is no delivery to accept');
  }
  const refusal = refusalOfDelivery(order, deliveryId);
  if (refusal) return refusal;
  const orderValueOre = order.terms.valueOre;
  const acceptedOre = valueOre ?? orderValueOre;
  if (acceptedOre > orderValueOre) {
    return conflict('value-above-order', 'The accepted value is above that of the order.', {
      acceptedOre,
      orderValueOre,
    });
  }
  const { external, supplier } = latestDelivery(order);
  return [
    fact('DeliveryAccepted', { ...versionOf(order), deliveryId, valueOre: acceptedOre, external, supplier }),
    fact('OrderClosed', versionOf(order)),
  ];
}
