import { Module } from '@nestjs/common';
import { MunicipalitiesController } from './http/municipalities.controller.js';
import { OrderOutcomesController } from './http/order-outcomes.controller.js';
import { OrdersController } from './http/orders.controller.js';
import { Reactions } from './reactions.js';
import { MunicipalityReads } from './storage/municipality-reads.js';
import { OrderReads } from './storage/order-reads.js';

@Module({
  controllers: [MunicipalitiesController, OrdersController, OrderOutcomesController, Reactions],
  providers: [MunicipalityReads, OrderReads],
})
export class OrderingModule {}
