import { ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { NONE, participationsIn, type ParticipationRow, type Participations } from './participations.js';
import { MONTH } from './selection.js';

/** Counts of participations, always behind the shield. */
@Injectable()
export class ParticipationReads {
  private made?: { from: string; participations: Participations };

  constructor(private readonly database: ServiceDatabase) {}

  /** The shield stands over all orders, whoever asks for which: what one answer hides no other one gives away. */
  async all(): Promise<Participations> {
    const rows = await this.database.query<ParticipationRow>(
      `SELECT ${MONTH} AS month, coalesce(o.vekstbedrift, '${NONE}') AS vekstbedrift,
              coalesce(o.department_id, '${NONE}') AS department, o.municipality, o.kind_of_work AS kind,
              sum(d.participations)::bigint AS participations
         FROM order_row o JOIN delivery_row d ON d.delivery_id = o.accepted_delivery_id
        WHERE o.placed_day IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
    );
    const from = JSON.stringify(rows);
    if (this.made?.from !== from) this.made = { from, participations: participationsIn(rows) };
    return this.made.participations;
  }
}
