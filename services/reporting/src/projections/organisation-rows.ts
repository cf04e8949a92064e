import { DepartmentRegistered, MunicipalityRegistered, VekstbedriftRegistered } from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** Names to show beside the figures. */
@Controller()
export class OrganisationRows {
  @Projection(MunicipalityRegistered)
  municipality({ municipality, name }: MunicipalityRegistered, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'municipality', { municipality }, { name })];
  }

  @Projection(VekstbedriftRegistered)
  vekstbedrift({ vekstbedrift, name }: VekstbedriftRegistered, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'vekstbedrift', { vekstbedrift }, { name })];
  }

  @Projection(DepartmentRegistered)
  department({ departmentId, vekstbedrift, name }: DepartmentRegistered, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'department', { department_id: departmentId }, { vekstbedrift, name })];
  }
}
