import { fact, type FactsOf, type RegisterExternalDelivery } from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { latestDelivery } from './delivery.js';
import { isOrderOf, orderNotFound, statusForbids, versionOf, type OrderState } from './order.js';

/** After a dispute the supplier may deliver anew, so a delivered order takes another delivery of the same supplier. */
export function registerExternalDelivery(
  order: OrderState,
  { deviation }: RegisterExternalDelivery,
  { municipality, deliveryId }: { municipality: string; deliveryId: string },
): Decision<FactsOf<'ordering'>> {
  if (!isOrderOf(order, municipality)) return orderNotFound();
  const supplier = externalSupplierOf(order);
  if (!supplier) return statusForbids(order, 'no-external-supplier', 'no external supplier has it to deliver');
  const delivery = { deliveryId, external: true, supplier, ...(deviation && { deviation }) };
  return [fact('OrderDelivered', { ...versionOf(order), ...delivery })];
}

function externalSupplierOf(order: OrderState): string | undefined {
  if (order.status === 'external') return order.supplier;
  if (order.status !== 'delivered' && order.status !== 'disputed') return undefined;
  const { external, supplier } = latestDelivery(order);
  return external ? supplier : undefined;
}
