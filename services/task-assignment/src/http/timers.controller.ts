import { FireTimers, TimersFired } from '#libs/contracts';
import { Does } from '#libs/service-kit';
import { DemoMode } from '#libs/service-kit/service';
import { Body, Controller, NotFoundException, Post } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { Timers } from '../timers.js';

/** Demo mode only: outside it there is nothing at this address. */
@Controller('timers')
export class TimersController {
  constructor(
    private readonly timers: Timers,
    private readonly demo: DemoMode,
  ) {}

  @Post('fire')
  @Does('FireTimers')
  @ApiCreatedResponse({ type: TimersFired })
  async fire(@Body() { now, organisations }: FireTimers): Promise<TimersFired> {
    if (!this.demo.on) throw new NotFoundException();
    return { fired: await this.timers.fireSigned(now, organisations) };
  }
}
