import {
  newId,
  Receipt,
  RegisterDepartment,
  RegisterVekstbedrift,
  VekstbedriftList,
  VekstbedriftView,
} from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { calendar } from '../domain/calendar/calendar.js';
import { registerDepartment } from '../domain/vekstbedrift/register-department.js';
import { registerVekstbedrift } from '../domain/vekstbedrift/register-vekstbedrift.js';
import { departmentNamed, vekstbedrift } from '../domain/vekstbedrift/vekstbedrift.js';
import { VekstbedriftReads } from '../storage/vekstbedrift-reads.js';

@Controller('vekstbedrifter')
export class VekstbedrifterController {
  constructor(
    private readonly journal: Journal,
    private readonly reads: VekstbedriftReads,
  ) {}

  @Post()
  @Does('RegisterVekstbedrift')
  @ApiCreatedResponse({ type: Receipt })
  register(@Body() command: RegisterVekstbedrift, @Asked() call: Call): Promise<Receipt> {
    return this.journal.command(call, async (tx) =>
      registerVekstbedrift(await tx.load(vekstbedrift, command.vekstbedrift), command),
    );
  }

  @Post(':vekstbedrift/departments')
  @Does('RegisterDepartment')
  @ApiCreatedResponse({ type: Receipt })
  registerDepartment(
    @Param('vekstbedrift') number: string,
    @Body() command: RegisterDepartment,
    @Asked() call: Call,
  ): Promise<Receipt> {
    const departmentId = newId();
    return this.journal.command(call, async (tx) => {
      const state = await tx.load(vekstbedrift, number);
      await tx.load(calendar, departmentNamed(state, command.name) ?? departmentId);
      return registerDepartment(state, command, { actor: call.actor, departmentId });
    });
  }

  @Get()
  @Does('ReadVekstbedrifter')
  @ApiOkResponse({ type: VekstbedriftList })
  async all(): Promise<VekstbedriftList> {
    return { vekstbedrifter: await this.reads.all() };
  }

  @Get(':vekstbedrift')
  @Does('ReadVekstbedrifter')
  @ApiOkResponse({ type: VekstbedriftView })
  one(@Param('vekstbedrift') number: string): Promise<VekstbedriftView> {
    return this.reads.one(number);
  }
}
