import type { MunicipalitySummary, MunicipalityView } from '#libs/contracts';
import { Refused, ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { municipalityNotFound, type MunicipalityState } from '../domain/municipality/municipality.js';

/** Municipalities as anybody may read them. */
@Injectable()
export class MunicipalityReads {
  constructor(private readonly database: ServiceDatabase) {}

  all(): Promise<MunicipalitySummary[]> {
    return this.database.query<MunicipalitySummary>(
      `SELECT id AS municipality, name, state->'numbers' AS numbers FROM municipality ORDER BY name, id`,
    );
  }

  async one(municipality: string): Promise<MunicipalityView> {
    const [row] = await this.database.query<{ state: MunicipalityState }>(
      'SELECT state FROM municipality WHERE id = $1',
      [municipality],
    );
    if (!row) throw new Refused(municipalityNotFound());
    return row.state;
  }
}
