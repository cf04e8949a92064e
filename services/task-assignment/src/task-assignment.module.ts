import { Module } from '@nestjs/common';
import { DepartmentsController } from './http/departments.controller.js';
import { OffersController } from './http/offers.controller.js';
import { OrdersController } from './http/orders.controller.js';
import { TimersController } from './http/timers.controller.js';
import { VekstbedrifterController } from './http/vekstbedrifter.controller.js';
import { Reactions } from './reactions.js';
import { CalendarReads } from './storage/calendar-reads.js';
import { OfferReads } from './storage/offer-reads.js';
import { VekstbedriftReads } from './storage/vekstbedrift-reads.js';
import { Timers } from './timers.js';

@Module({
  controllers: [
    VekstbedrifterController,
    DepartmentsController,
    OffersController,
    OrdersController,
    TimersController,
    Reactions,
  ],
  providers: [VekstbedriftReads, CalendarReads, OfferReads, Timers],
})
export class TaskAssignmentModule {}
