import type { DeclinedOffers, Demand, DemandSearch, PlacedInMonth, UnmetNeed } from '#libs/contracts';
import { ServiceDatabase, type Actor } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { measured } from './figure.js';
import { IS_SELECTED, MONTH, selectionFor, valuesOf } from './selection.js';

const PLACE = `${MONTH} AS month, o.municipality, m.name, o.municipality_number AS "municipalityNumber",
  o.kind_of_work AS "kindOfWork"`;

type Counted<View, Column extends keyof View> = Omit<View, Column> & Record<Column, number>;
type Place = { name: string | null };

/** What was asked for, and what nobody could take. */
@Injectable()
export class DemandReads {
  constructor(private readonly database: ServiceDatabase) {}

  async demand(actor: Actor, asked: DemandSearch): Promise<Demand> {
    const selection = selectionFor(actor, asked);
    const values = valuesOf(selection);
    const [placed, unmet, declined] = await Promise.all([
      this.placed(values),
      this.unmet(values),
      this.declined(values),
    ]);
    const { from, to } = selection;
    return { ...(from && { from }), ...(to && { to }), placed, unmet, declined };
  }

  private async placed(values: unknown[]): Promise<PlacedInMonth[]> {
    const rows = await this.database.query<Counted<PlacedInMonth, 'orders' | 'valueOre'>>(
      `SELECT ${MONTH} AS month, o.kind_of_work AS "kindOfWork", count(*) AS orders, sum(o.value_ore)::bigint AS "valueOre"
         FROM order_row o WHERE ${IS_SELECTED} GROUP BY 1, 2 ORDER BY 1, 2`,
      values,
    );
    return rows.map((row) => ({ ...row, orders: measured(row.orders), valueOre: measured(row.valueOre) }));
  }

  private async unmet(values: unknown[]): Promise<UnmetNeed[]> {
    const rows = await this.database.query<Counted<UnmetNeed, 'orders'> & Place>(
      `SELECT ${PLACE}, o.fallback_reason AS reason, count(*) AS orders
         FROM order_row o LEFT JOIN municipality m USING (municipality)
        WHERE ${IS_SELECTED} AND o.fallback_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 2, 5, 6`,
      values,
    );
    return rows.map((row) => ({ ...named(row), orders: measured(row.orders) }));
  }

  /** Here the vekstbedrift is the one that declined, not the one that has the order. */
  private async declined(values: unknown[]): Promise<DeclinedOffers[]> {
    const rows = await this.database.query<Counted<DeclinedOffers, 'declines'> & Place>(
      `SELECT ${PLACE}, c.reason, count(*) AS declines
         FROM decline_row c JOIN order_row o USING (order_id) LEFT JOIN municipality m ON m.municipality = o.municipality
        WHERE ${IS_SELECTED.replaceAll('o.vekstbedrift', 'c.vekstbedrift')}
        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 2, 5, 6`,
      values,
    );
    return rows.map((row) => ({ ...named(row), declines: measured(row.declines) }));
  }
}

/** Without the name where it is not known yet. */
const named = <Row extends Place>({ name, ...row }: Row) => ({ ...row, ...(name !== null && { name }) });
