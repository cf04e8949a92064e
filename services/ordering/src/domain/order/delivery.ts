import type { DeliveryDisputed, OrderDelivered, OrderVersion } from '#libs/contracts';
import { conflict, notFound, type Rejection } from '#libs/decider';

/** A delivery and, where it was disputed, what the buyer says is wrong with it. */
export type Delivery = Omit<OrderDelivered, keyof OrderVersion> & { disputed?: string };

/** Every delivery of an order; the latest comes last and is the one that counts. */
export interface Deliveries {
  deliveries: Delivery[];
}

export const latestDelivery = ({ deliveries }: Deliveries): Delivery => deliveries.at(-1)!;

export const withDispute = (deliveries: Delivery[], { deliveryId, reason }: DeliveryDisputed): Delivery[] =>
  deliveries.map((delivery) => (delivery.deliveryId === deliveryId ? { ...delivery, disputed: reason } : delivery));

/** Why this delivery can be neither accepted nor disputed: it is not there, or a later one has taken its place. */
export function refusalOfDelivery(order: Deliveries, deliveryId: string): Rejection | undefined {
  if (!order.deliveries.some((delivery) => delivery.deliveryId === deliveryId)) {
    return notFound('delivery-not-found', 'The order has no such delivery.', { deliveryId });
  }
  const latest = latestDelivery(order).deliveryId;
  if (deliveryId === latest) return undefined;
  return conflict('delivery-superseded', 'A later delivery has taken the place of this one: judge the later one.', {
    deliveryId,
    latest,
  });
}
