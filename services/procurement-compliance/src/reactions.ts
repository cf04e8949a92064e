import { DeliveryAccepted, OrderAmended, OrderClaimed, OrderPlaced, OrderWithdrawn } from '#libs/contracts';
import { Reaction, type Cause } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { correctEntry } from './domain/ledger/correct-entry.js';
import { assessAward } from './domain/review/assess-award.js';
import { assessOrder } from './domain/review/assess-order.js';
import { closeWithdrawn } from './domain/review/close-withdrawn.js';
import { review } from './domain/review/review.js';
import { categoryOf, ledgerIdOf } from './domain/rules/categories.js';
import { lockedForAssessment, lockedWithLedger } from './storage/locked-ledgers.js';

/** What ordering and task-assignment say, and what it makes us decide. The order's row is locked first, then ledgers by id. */
@Controller()
export class Reactions {
  @Reaction(OrderPlaced)
  assessPlaced(placed: OrderPlaced, cause: Cause) {
    return this.assess(placed, cause);
  }

  @Reaction(OrderAmended)
  assessAmended(amended: OrderAmended, cause: Cause) {
    return this.assess(amended, cause);
  }

  @Reaction(OrderClaimed)
  assessClaim(claimed: OrderClaimed, cause: Cause) {
    return cause.decide(async (tx) => assessAward(await tx.load(review, claimed.orderId), claimed));
  }

  @Reaction(OrderWithdrawn)
  close(withdrawn: OrderWithdrawn, cause: Cause) {
    return cause.decide(async (tx) => closeWithdrawn(await lockedWithLedger(tx, withdrawn.orderId), withdrawn));
  }

  @Reaction(DeliveryAccepted)
  correct(accepted: DeliveryAccepted, cause: Cause) {
    return cause.decide(async (tx) => correctEntry(await lockedWithLedger(tx, accepted.orderId), accepted));
  }

  private assess(order: OrderPlaced | OrderAmended, cause: Cause) {
    const { orderId, municipality, kindOfWork, cpv, initiatedAt } = order;
    const ledgerId = ledgerIdOf(municipality, categoryOf(kindOfWork, cpv, initiatedAt));
    return cause.decide(async (tx) => assessOrder(await lockedForAssessment(tx, orderId, ledgerId), order));
  }
}
