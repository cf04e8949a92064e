import { TurnoverSearch, TurnoverShares } from '#libs/contracts';
import type { Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { TurnoverReads } from '../queries/turnover-reads.js';

/** Whose customer a vekstbedrift is made of. */
@Controller('turnover-shares')
export class TurnoverSharesController {
  constructor(private readonly reads: TurnoverReads) {}

  @Get(':vekstbedrift')
  @Does('ReadTurnoverShares')
  @ApiOkResponse({ type: TurnoverShares })
  shares(
    @Param('vekstbedrift') vekstbedrift: string,
    @Search() { year }: TurnoverSearch,
    @Asked() call: Call,
  ): Promise<TurnoverShares> {
    return this.reads.shares(vekstbedrift, year === undefined ? undefined : Number(year), call);
  }
}
