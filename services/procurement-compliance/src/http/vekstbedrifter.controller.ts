import { addDays, OwnershipView, Receipt, RecordOwnership, ReportTurnover } from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { recordOwnership } from '../domain/vekstbedrift/record-ownership.js';
import { reportTurnover } from '../domain/vekstbedrift/report-turnover.js';
import { vekstbedrift } from '../domain/vekstbedrift/vekstbedrift.js';
import { ComplianceReads } from '../storage/compliance-reads.js';
import { VekstbedriftInPath } from './path-parts.js';

/** Who owns a vekstbedrift and whom it sells to. */
@Controller('vekstbedrifter/:vekstbedrift')
export class VekstbedrifterController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: ComplianceReads,
  ) {}

  @Post('ownership')
  @Does('RecordOwnership')
  @ApiCreatedResponse({ type: Receipt })
  record(
    @Asked() call: Call,
    @Param('vekstbedrift', VekstbedriftInPath) id: string,
    @Body() ownership: RecordOwnership,
  ): Promise<Receipt> {
    return this.journal.command(call, async (tx) =>
      recordOwnership(await tx.load(vekstbedrift, id), ownership, { by: call.actor }),
    );
  }

  @Post('turnover')
  @Does('ReportTurnover')
  @ApiCreatedResponse({ type: Receipt })
  report(
    @Asked() call: Call,
    @Param('vekstbedrift', VekstbedriftInPath) id: string,
    @Body() turnover: ReportTurnover,
  ): Promise<Receipt> {
    return this.journal.command(call, async (tx) =>
      reportTurnover(await tx.load(vekstbedrift, id), turnover, { by: call.actor, now: call.now }),
    );
  }

  @Get()
  @Does('ReadOwnership')
  @ApiOkResponse({ type: OwnershipView })
  async read(@Param('vekstbedrift', VekstbedriftInPath) id: string): Promise<OwnershipView> {
    const state = await this.reads.vekstbedrift(id);
    const ownership = state.ownership.map((period, i) => {
      const next = state.ownership[i + 1];
      return { ...period, ...(next && { validTo: addDays(next.validFrom, -1) }) };
    });
    const turnover = Object.entries(state.turnover).map(([year, lines]) => ({ year: Number(year), lines }));
    return { vekstbedrift: state.vekstbedrift, ownership, turnover };
  }
}
