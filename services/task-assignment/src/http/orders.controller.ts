import { ClaimOrder, DeclineOffer, newId, OrderOffersView, Receipt, RegisterWork } from '#libs/contracts';
import { Journal, type Call, type Tx } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { assignment, type AssignmentState } from '../domain/assignment/assignment.js';
import { claimOrder } from '../domain/assignment/claim-order.js';
import { declineOffer } from '../domain/assignment/decline-offer.js';
import { registerWork } from '../domain/assignment/register-work.js';
import { calendar } from '../domain/calendar/calendar.js';
import { vekstbedrift } from '../domain/vekstbedrift/vekstbedrift.js';
import { claimantOf } from '../storage/candidates.js';
import { OfferReads } from '../storage/offer-reads.js';

@Controller('orders/:orderId')
export class OrdersController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: OfferReads,
  ) {}

  @Get('offers')
  @Does('ReadOfferReasons')
  @ApiOkResponse({ type: OrderOffersView })
  offers(@Param('orderId') orderId: string, @Asked() { actor }: Call): Promise<OrderOffersView> {
    return this.reads.ofOrder(orderId, actor);
  }

  @Post('claims')
  @Does('ClaimOrder')
  @ApiCreatedResponse({ type: Receipt })
  claim(@Param('orderId') orderId: string, @Body() command: ClaimOrder, @Asked() call: Call): Promise<Receipt> {
    const claimId = newId();
    return this.journal.command(call, async (tx) => {
      const state = await tx.load(assignment, orderId);
      const department = await tx.load(calendar, command.departmentId);
      return claimOrder(state, department, command, { ...call, claimId, holder: await holderOf(tx, state) });
    });
  }

  @Post('declines')
  @Does('DeclineOffer')
  @ApiCreatedResponse({ type: Receipt })
  decline(@Param('orderId') orderId: string, @Body() command: DeclineOffer, @Asked() call: Call): Promise<Receipt> {
    return this.journal.command(call, async (tx) => {
      const state = await tx.load(assignment, orderId);
      const department = await tx.read(calendar, command.departmentId);
      return declineOffer(state, department, command, { ...call, holder: await holderOf(tx, state) });
    });
  }

  @Post('deliveries')
  @Does('RegisterWork')
  @ApiCreatedResponse({ type: Receipt })
  deliver(@Param('orderId') orderId: string, @Body() command: RegisterWork, @Asked() call: Call): Promise<Receipt> {
    const deliveryId = newId();
    return this.journal.command(call, async (tx) => {
      const state = await tx.load(assignment, orderId);
      await claimantOf(tx, state);
      return registerWork(state, command, { ...call, deliveryId });
    });
  }
}

/** The names of the department that has an order, so that whoever came second can be told. */
async function holderOf(tx: Tx, { claim }: AssignmentState) {
  if (!claim) return undefined;
  const { name, departments } = await tx.read(vekstbedrift, claim.vekstbedrift);
  return { department: departments[claim.departmentId]?.name ?? claim.departmentId, vekstbedrift: name };
}
