import { OfferDeclined, WorkDelivered } from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** What departments did, and what they said no to. */
@Controller()
export class DeliveryRows {
  /** Whether a delivery counts is ordering's word: it stands in the order's row. */
  @Projection(WorkDelivered)
  delivered(work: WorkDelivered, fact: FactEnvelope): Write[] {
    const purchases = work.purchases.map(({ supplier, municipalityNumber, amountOre }) => ({
      supplier,
      municipalityNumber,
      amountOre,
    }));
    const done = {
      order_id: work.orderId,
      claim_id: work.claimId,
      department_id: work.departmentId,
      vekstbedrift: work.vekstbedrift,
      delivered_on: work.deliveredOn,
      facilitated_minutes: work.facilitatedMinutes,
      participations: work.participations,
      ripple_ore: purchases.reduce((sum, { amountOre }) => sum + amountOre, 0),
      purchases: JSON.stringify(purchases),
    };
    return [upsert(fact, 'delivery_row', { delivery_id: work.deliveryId }, done)];
  }

  @Projection(OfferDeclined)
  declined(declined: OfferDeclined, fact: FactEnvelope): Write[] {
    const { orderId, orderVersion, departmentId, vekstbedrift, municipality, reason } = declined;
    const key = { order_id: orderId, order_version: orderVersion, department_id: departmentId };
    const said = { vekstbedrift, municipality, reason };
    return [upsert(fact, 'decline_row', key, said, { declined_at: fact.occurredAt })];
  }
}
