import type { VekstbedriftView } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Refused, ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import type { VekstbedriftState } from '../domain/vekstbedrift/vekstbedrift.js';

/** Who there is to do work, and where. */
@Injectable()
export class VekstbedriftReads {
  constructor(private readonly database: ServiceDatabase) {}

  async all(): Promise<VekstbedriftView[]> {
    const rows = await this.database.query<{ state: VekstbedriftState }>(
      `SELECT state FROM vekstbedrift ORDER BY state->>'name', id LIMIT 1000`,
    );
    return rows.map(({ state }) => viewOf(state));
  }

  async one(organisationNumber: string): Promise<VekstbedriftView> {
    const [row] = await this.database.query<{ state: VekstbedriftState }>(
      'SELECT state FROM vekstbedrift WHERE id = $1',
      [organisationNumber],
    );
    if (!row) throw new Refused(notFound('vekstbedrift-not-found', 'No vekstbedrift has that number.'));
    return viewOf(row.state);
  }
}

function viewOf({ vekstbedrift, name, serves, departments }: VekstbedriftState): VekstbedriftView {
  const views = Object.entries(departments).map(([departmentId, department]) => ({ departmentId, ...department }));
  return { vekstbedrift, name, serves, departments: views.sort((a, b) => a.name.localeCompare(b.name, 'nb')) };
}
