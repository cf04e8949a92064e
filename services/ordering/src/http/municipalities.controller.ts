import {
  MunicipalityList,
  MunicipalityView,
  newId,
  Receipt,
  RegisterMunicipality,
  RegisterUnit,
} from '#libs/contracts';
import { Journal, type Call } from '#libs/messaging';
import { Asked, Does } from '#libs/service-kit';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { municipality } from '../domain/municipality/municipality.js';
import { registerMunicipality } from '../domain/municipality/register-municipality.js';
import { registerUnit } from '../domain/municipality/register-unit.js';
import { MunicipalityReads } from '../storage/municipality-reads.js';

/** Municipalities as buyers, with the units that order. */
@Controller('municipalities')
export class MunicipalitiesController {
  constructor(
    private readonly journal: Journal,
    private readonly municipalities: MunicipalityReads,
  ) {}

  @Post()
  @Does('RegisterMunicipality')
  @ApiCreatedResponse({ type: Receipt })
  register(@Body() entry: RegisterMunicipality, @Asked() call: Call): Promise<Receipt> {
    return this.journal.command(call, async (tx) => {
      await tx.load(municipality, entry.municipality);
      return registerMunicipality(entry);
    });
  }

  @Post(':municipality/units')
  @Does('RegisterUnit')
  @ApiCreatedResponse({ type: Receipt })
  registerUnit(@Param('municipality') id: string, @Body() unit: RegisterUnit, @Asked() call: Call): Promise<Receipt> {
    const unitId = newId();
    return this.journal.command(call, async (tx) =>
      registerUnit(await tx.load(municipality, id), unit, { unitId, by: call.actor }),
    );
  }

  @Get()
  @Does('ReadMunicipalities')
  @ApiOkResponse({ type: MunicipalityList })
  async list(): Promise<MunicipalityList> {
    return { municipalities: await this.municipalities.all() };
  }

  @Get(':municipality')
  @Does('ReadMunicipalities')
  @ApiOkResponse({ type: MunicipalityView })
  one(@Param('municipality') id: string): Promise<MunicipalityView> {
    return this.municipalities.one(id);
  }
}
