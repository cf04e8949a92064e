import { OwnershipRecorded, TurnoverReported } from '#libs/contracts';
import { Projection, type FactEnvelope, type Write } from '#libs/messaging';
import { Controller } from '@nestjs/common';
import { upsert } from './upsert.js';

/** Who owns a vekstbedrift from which day, and the turnover it declared. */
@Controller()
export class OwnershipRows {
  @Projection(OwnershipRecorded)
  owned({ vekstbedrift, validFrom, owners }: OwnershipRecorded, fact: FactEnvelope): Write[] {
    const names = owners.map(({ owner }) => owner);
    return [upsert(fact, 'ownership_row', { vekstbedrift, valid_from: validFrom }, { owners: names })];
  }

  @Projection(TurnoverReported)
  reported({ vekstbedrift, year, lines }: TurnoverReported, fact: FactEnvelope): Write[] {
    return [upsert(fact, 'turnover_row', { vekstbedrift, year }, { lines: JSON.stringify(lines) })];
  }
}
