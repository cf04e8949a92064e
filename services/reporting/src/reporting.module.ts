import { Module } from '@nestjs/common';
import { OutcomesController } from './http/outcomes.controller.js';
import { TurnoverSharesController } from './http/turnover-shares.controller.js';
import { AssessmentRows } from './projections/assessment-rows.js';
import { DeliveryRows } from './projections/delivery-rows.js';
import { OrderEndings } from './projections/order-endings.js';
import { OrderRows } from './projections/order-rows.js';
import { OrganisationRows } from './projections/organisation-rows.js';
import { OwnershipRows } from './projections/ownership-rows.js';
import { DemandReads } from './queries/demand-reads.js';
import { OutcomeReads } from './queries/outcome-reads.js';
import { ParticipationReads } from './queries/participation-reads.js';
import { TurnoverReads } from './queries/turnover-reads.js';

const projections = [AssessmentRows, DeliveryRows, OrderEndings, OrderRows, OrganisationRows, OwnershipRows];

@Module({
  controllers: [OutcomesController, TurnoverSharesController, ...projections],
  providers: [DemandReads, OutcomeReads, ParticipationReads, TurnoverReads],
})
export class ReportingModule {}
