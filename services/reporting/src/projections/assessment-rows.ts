import { OrderAssessed } from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** What the assessment of an order's latest version came to. */
@Controller()
export class AssessmentRows {
  @Projection(OrderAssessed)
  assessed({ orderId, orderVersion, outcome, path }: OrderAssessed, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'assessment_row', { order_id: orderId }, { order_version: orderVersion, outcome, path })];
  }
}
