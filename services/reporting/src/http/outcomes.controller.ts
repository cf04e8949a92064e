import { Demand, DemandSearch, Outcomes, OutcomesSearch } from '#libs/contracts';
import type { Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { DemandReads } from '../queries/demand-reads.js';
import { OutcomeReads } from '../queries/outcome-reads.js';

/** What was asked for and what came of it. */
@Controller()
export class OutcomesController {
  constructor(
    private readonly outcomeReads: OutcomeReads,
    private readonly demandReads: DemandReads,
  ) {}

  @Get('outcomes')
  @Does('ReadOutcomes')
  @ApiOkResponse({ type: Outcomes })
  outcomes(@Search() search: OutcomesSearch, @Asked() call: Call): Promise<Outcomes> {
    return this.outcomeReads.outcomes(call.actor, search);
  }

  @Get('demand')
  @Does('ReadOutcomes')
  @ApiOkResponse({ type: Demand })
  demand(@Search() search: DemandSearch, @Asked() call: Call): Promise<Demand> {
    return this.demandReads.demand(call.actor, search);
  }
}
