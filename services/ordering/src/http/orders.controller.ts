import { AmendOrder, newId, OrderPage, OrderSearch, OrderView, PlaceOrder, Receipt } from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Body, Controller, Get, Headers, Param, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { municipality } from '../domain/municipality/municipality.js';
import { amendOrder } from '../domain/order/amend-order.js';
import { order } from '../domain/order/order.js';
import { placeOrder } from '../domain/order/place-order.js';
import { OrderReads } from '../storage/order-reads.js';
import { asPrecondition, etagOf, versionIn } from './if-match.js';

/** Orders: placing, amending and reading them. */
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly journal: Journal,
    private readonly orders: OrderReads,
  ) {}

  @Post()
  @Does('PlaceOrder')
  @ApiCreatedResponse({ type: Receipt })
  async place(
    @Body() terms: PlaceOrder,
    @Asked() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const orderId = newId();
    const receipt = await this.journal.command(call, async (tx) => {
      const state = await tx.load(order, orderId);
      const buyer = await tx.read(municipality, call.actor.org);
      return placeOrder(state, terms, { municipality: buyer, now: call.now });
    });
    void reply.header('location', `/api/ordering/orders/${receipt.id}`);
    return receipt;
  }

  @Put(':orderId')
  @Does('AmendOrder')
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag of the order as it was read' })
  @ApiOkResponse({ type: Receipt })
  async amend(
    @Param('orderId') orderId: string,
    @Body() terms: AmendOrder,
    @Headers('if-match') ifMatch: string | undefined,
    @Asked() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const seenVersion = versionIn(ifMatch);
    const amending = this.journal.command(call, async (tx) => {
      const state = await tx.load(order, orderId);
      const buyer = await tx.read(municipality, call.actor.org);
      return amendOrder(state, terms, { municipality: buyer, seenVersion, now: call.now });
    });
    const receipt = await amending.catch(asPrecondition);
    void reply.header('etag', etagOf(seenVersion + 1));
    return receipt;
  }

  @Get()
  @Does('ReadOrders')
  @ApiOkResponse({ type: OrderPage })
  list(@Search() search: OrderSearch, @Asked() call: Call): Promise<OrderPage> {
    return this.orders.page(call.actor, search);
  }

  @Get(':orderId')
  @Does('ReadOrders')
  @ApiOkResponse({ type: OrderView })
  async one(
    @Param('orderId') orderId: string,
    @Asked() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const found = await this.orders.one(call.actor, orderId);
    void reply.header('etag', etagOf(found.orderVersion));
    return found;
  }
}
