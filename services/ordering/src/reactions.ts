import {
  AwardAssessed,
  ClaimReleased,
  OrderAssessed,
  OrderUnclaimed,
  ReviewDecided,
  WorkDelivered,
  type FactsOf,
} from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { Reaction, type Cause } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { followAssessment } from './domain/order/follow-assessment.js';
import { followAward } from './domain/order/follow-award.js';
import { followDelivery } from './domain/order/follow-delivery.js';
import { followRelease } from './domain/order/follow-release.js';
import { followReview } from './domain/order/follow-review.js';
import { followUnclaimed } from './domain/order/follow-unclaimed.js';
import { order, type OrderState } from './domain/order/order.js';

type Verb<Fact> = (state: OrderState, fact: Fact) => Decision<FactsOf<'ordering'>>;

/** What compliance and task-assignment say about an order, and what becomes of it. */
@Controller()
export class Reactions {
  @Reaction(OrderAssessed)
  assessed(fact: OrderAssessed, cause: Cause) {
    return follow(followAssessment, fact, cause);
  }

  @Reaction(ReviewDecided)
  reviewed(fact: ReviewDecided, cause: Cause) {
    return follow(followReview, fact, cause);
  }

  @Reaction(AwardAssessed)
  awarded(fact: AwardAssessed, cause: Cause) {
    return follow(followAward, fact, cause);
  }

  @Reaction(ClaimReleased)
  released(fact: ClaimReleased, cause: Cause) {
    return follow(followRelease, fact, cause);
  }

  @Reaction(OrderUnclaimed)
  unclaimed(fact: OrderUnclaimed, cause: Cause) {
    return follow(followUnclaimed, fact, cause);
  }

  @Reaction(WorkDelivered)
  delivered(fact: WorkDelivered, cause: Cause) {
    return follow(followDelivery, fact, cause);
  }
}

const follow = <Fact extends { orderId: string }>(verb: Verb<Fact>, fact: Fact, cause: Cause) =>
  cause.decide(async (tx) => verb(await tx.load(order, fact.orderId), fact));
