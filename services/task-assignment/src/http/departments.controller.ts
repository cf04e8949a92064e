import { CalendarSearch, CalendarView, PublishCapacity, Receipt } from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does, Search } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { calendar } from '../domain/calendar/calendar.js';
import { publishCapacity } from '../domain/calendar/publish-capacity.js';
import { CalendarReads } from '../storage/calendar-reads.js';

@Controller('departments')
export class DepartmentsController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: CalendarReads,
  ) {}

  @Post(':departmentId/capacity')
  @Does('PublishCapacity')
  @ApiCreatedResponse({ type: Receipt })
  publish(
    @Param('departmentId') departmentId: string,
    @Body() command: PublishCapacity,
    @Asked() call: Call,
  ): Promise<Receipt> {
    return this.journal.command(call, async (tx) =>
      publishCapacity(await tx.load(calendar, departmentId), command, call),
    );
  }

  @Get(':departmentId/calendar')
  @Does('ReadCalendar')
  @ApiOkResponse({ type: CalendarView })
  calendar(
    @Param('departmentId') departmentId: string,
    @Search() { from, to }: CalendarSearch,
    @Asked() { actor }: Call,
  ): Promise<CalendarView> {
    return this.reads.of(departmentId, from, to, actor);
  }
}
