import {
  AcceptDelivery,
  DisputeDelivery,
  newId,
  Receipt,
  RecordExternalSupplier,
  RegisterExternalDelivery,
  WithdrawOrder,
  type FactsOf,
} from '#libs/contracts';
import type { Decision } from '#libs/decider';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { acceptDelivery } from '../domain/order/accept-delivery.js';
import { disputeDelivery } from '../domain/order/dispute-delivery.js';
import { order, type OrderState } from '../domain/order/order.js';
import { recordExternalSupplier } from '../domain/order/record-external-supplier.js';
import { registerExternalDelivery } from '../domain/order/register-external-delivery.js';
import { withdrawOrder } from '../domain/order/withdraw-order.js';

type Verb = (state: OrderState, buyer: { municipality: string }) => Decision<FactsOf<'ordering'>>;

/** What a buyer does with an order that is under way. */
@Controller('orders/:orderId')
export class OrderOutcomesController {
  constructor(private readonly journal: Journal) {}

  @Post('withdrawal')
  @Does('WithdrawOrder')
  @ApiCreatedResponse({ type: Receipt })
  withdraw(@Param('orderId') id: string, @Body() why: WithdrawOrder, @Asked() call: Call) {
    return this.decide(call, id, (state, buyer) => withdrawOrder(state, why, buyer));
  }

  @Post('external-supplier')
  @Does('RecordExternalSupplier')
  @ApiCreatedResponse({ type: Receipt })
  recordSupplier(@Param('orderId') id: string, @Body() who: RecordExternalSupplier, @Asked() call: Call) {
    return this.decide(call, id, (state, buyer) => recordExternalSupplier(state, who, buyer));
  }

  @Post('external-delivery')
  @Does('RegisterExternalDelivery')
  @ApiCreatedResponse({ type: Receipt })
  registerDelivery(@Param('orderId') id: string, @Body() delivery: RegisterExternalDelivery, @Asked() call: Call) {
    const deliveryId = newId();
    return this.decide(call, id, (state, buyer) => registerExternalDelivery(state, delivery, { ...buyer, deliveryId }));
  }

  @Post('deliveries/:deliveryId/acceptance')
  @Does('AcceptDelivery')
  @ApiCreatedResponse({ type: Receipt })
  accept(
    @Param('orderId') id: string,
    @Param('deliveryId') deliveryId: string,
    @Body() value: AcceptDelivery,
    @Asked() call: Call,
  ) {
    return this.decide(call, id, (state, buyer) => acceptDelivery(state, value, { ...buyer, deliveryId }));
  }

  @Post('deliveries/:deliveryId/dispute')
  @Does('DisputeDelivery')
  @ApiCreatedResponse({ type: Receipt })
  dispute(
    @Param('orderId') id: string,
    @Param('deliveryId') deliveryId: string,
    @Body() why: DisputeDelivery,
    @Asked() call: Call,
  ) {
    return this.decide(call, id, (state, buyer) => disputeDelivery(state, why, { ...buyer, deliveryId }));
  }

  private decide(call: Call, orderId: string, verb: Verb): Promise<Receipt> {
    const buyer = { municipality: call.actor.org };
    return this.journal.command(call, async (tx) => verb(await tx.load(order, orderId), buyer));
  }
}
