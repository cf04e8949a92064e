import { Module } from '@nestjs/common';
import { LedgerController } from './http/ledger.controller.js';
import { ReviewsController } from './http/reviews.controller.js';
import { VekstbedrifterController } from './http/vekstbedrifter.controller.js';
import { Reactions } from './reactions.js';
import { ComplianceReads } from './storage/compliance-reads.js';

@Module({
  controllers: [LedgerController, ReviewsController, VekstbedrifterController, Reactions],
  providers: [ComplianceReads],
})
export class ProcurementComplianceModule {}
