import {
  DeliveryAccepted,
  DeliveryDisputed,
  ExternalSupplierRecorded,
  OrderDelivered,
  OrderRefused,
  OrderSentToFallback,
  OrderWithdrawn,
} from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** How an order ends: delivered and accepted, with an ordinary supplier, or not at all. */
@Controller()
export class OrderEndings {
  @Projection(OrderDelivered)
  delivered({ orderId }: OrderDelivered, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, {}, { delivered_at: fact.occurredAt })];
  }

  /** The latest accepted delivery is the one that counts. */
  @Projection(DeliveryAccepted)
  accepted({ orderId, deliveryId, valueOre, external }: DeliveryAccepted, fact: FactEnvelope): Write[] {
    const counts = { accepted_delivery_id: deliveryId, accepted_value_ore: valueOre, accepted_external: external };
    return [upsert(fact, 'order_row', { order_id: orderId }, counts, { accepted_at: fact.occurredAt })];
  }

  @Projection(DeliveryDisputed)
  disputed({ orderId }: DeliveryDisputed, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, {}, { disputed_at: fact.occurredAt })];
  }

  @Projection(OrderRefused)
  refused({ orderId }: OrderRefused, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, {}, { refused_at: fact.occurredAt })];
  }

  @Projection(OrderWithdrawn)
  withdrawn({ orderId }: OrderWithdrawn, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, {}, { withdrawn_at: fact.occurredAt })];
  }

  @Projection(OrderSentToFallback)
  sentToFallback({ orderId, reason }: OrderSentToFallback, fact: FactEnvelope): Write[] {
    const why = { fallback_reason: reason };
    return [upsert(fact, 'order_row', { order_id: orderId }, why, { fallback_at: fact.occurredAt })];
  }

  @Projection(ExternalSupplierRecorded)
  supplied({ orderId, supplier }: ExternalSupplierRecorded, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'order_row', { order_id: orderId }, { external_supplier: supplier })];
  }
}
