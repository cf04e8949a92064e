import { OrderAmended, OrderClosed, OrderConfirmed, OrderOpened, OrderReopened, OrderWithdrawn } from '#libs/contracts';
import { Reaction, type Cause } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { assignment } from './domain/assignment/assignment.js';
import { closeOffers, closeOlder, type Closing } from './domain/assignment/close-offers.js';
import { confirmClaim } from './domain/assignment/confirm-claim.js';
import { offerOrder } from './domain/assignment/offer-order.js';
import { reopenOrder } from './domain/assignment/reopen-order.js';
import { candidatesAnew, candidatesFor, claimantOf } from './storage/candidates.js';

/** What ordering says, and what it makes us decide. The order's row is locked first, then the calendar of its claim. */
@Controller()
export class Reactions {
  @Reaction(OrderOpened)
  offer(opened: OrderOpened, cause: Cause) {
    return cause.decide(async (tx) => {
      const state = await tx.load(assignment, opened.orderId);
      const claimant = await claimantOf(tx, state);
      const candidates = await candidatesFor(tx, opened.municipality, opened);
      return offerOrder(state, claimant, opened, { candidates, now: cause.now, clock: cause.clock });
    });
  }

  @Reaction(OrderConfirmed)
  confirm(confirmed: OrderConfirmed, cause: Cause) {
    return cause.decide(async (tx) => confirmClaim(await tx.load(assignment, confirmed.orderId), confirmed));
  }

  @Reaction(OrderReopened)
  reopen(reopened: OrderReopened, cause: Cause) {
    return cause.decide(async (tx) => {
      const state = await tx.load(assignment, reopened.orderId);
      const claimant = await claimantOf(tx, state);
      return reopenOrder(state, claimant, reopened, { candidates: await candidatesAnew(tx, state), now: cause.now });
    });
  }

  @Reaction(OrderWithdrawn)
  withdraw({ orderId }: OrderWithdrawn, cause: Cause) {
    return this.close(orderId, 'withdrawn', cause);
  }

  @Reaction(OrderClosed)
  end({ orderId }: OrderClosed, cause: Cause) {
    return this.close(orderId, 'closed', cause);
  }

  @Reaction(OrderAmended)
  amend({ orderId, orderVersion }: OrderAmended, cause: Cause) {
    return cause.decide(async (tx) => {
      const state = await tx.load(assignment, orderId);
      await claimantOf(tx, state);
      return closeOlder(state, orderVersion);
    });
  }

  private close(orderId: string, reason: Closing, cause: Cause) {
    return cause.decide(async (tx) => {
      const state = await tx.load(assignment, orderId);
      await claimantOf(tx, state);
      return closeOffers(state, reason);
    });
  }
}
