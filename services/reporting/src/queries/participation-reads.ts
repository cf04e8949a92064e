import { addDays, addMonths, type Figure, type OutcomeGrouping } from '#libs/contracts';
import { ServiceDatabase } from '#libs/messaging';
import { Injectable } from '@nestjs/common';
import { MONTH, type Selection } from './selection.js';
import { SmallNumberShield } from './small-number-shield.js';

/** Orders without a vekstbedrift or a department stand in a group of this name. */
export const NONE = 'none';

/** Participations of a selection, or of one group of it. */
export type Participations = (selection: Selection, by?: OutcomeGrouping, group?: string) => Figure;

interface Row {
  month: string;
  vekstbedrift: string;
  department: string;
  municipality: string;
  kind: string;
  participations: number;
}

/** Counts of participations, always behind the shield. */
@Injectable()
export class ParticipationReads {
  constructor(private readonly database: ServiceDatabase) {}

  /** The shield stands over all orders, whoever asks for which: what one answer hides no other one gives away. */
  async all(): Promise<Participations> {
    const rows = await this.database.query<Row>(
      `SELECT ${MONTH} AS month, coalesce(o.vekstbedrift, '${NONE}') AS vekstbedrift,
              coalesce(o.department_id, '${NONE}') AS department, o.municipality, o.kind_of_work AS kind,
              sum(d.participations)::bigint AS participations
         FROM order_row o JOIN delivery_row d ON d.delivery_id = o.accepted_delivery_id
        WHERE o.placed_day IS NOT NULL AND d.participations IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5`,
    );
    const shield = new SmallNumberShield(
      rows.map(({ month, vekstbedrift, department, municipality, kind, participations }) => ({
        dimensions: [[month.slice(0, 4), month], [vekstbedrift, departmentName(department)], [municipality], [kind]],
        count: participations,
      })),
    );
    return (selection, by = 'none', group = '') => figureOf(shield, placeOf(selection, by, group));
  }
}

const departmentName = (id: string) => `department ${id}`;

function figureOf(shield: SmallNumberShield, place: string[] | undefined): Figure {
  if (!place) return { value: null, certainty: 'declared', reason: 'period-not-whole' };
  const value = shield.at(place);
  return { value, certainty: 'declared', ...(value === null && { reason: 'small-number' }) };
}

/** Where the figure stands under the shield; undefined where its period is not one that is given. */
function placeOf(selection: Selection, by: OutcomeGrouping, group: string): string[] | undefined {
  const period = by === 'month' ? wholeMonth(selection, group) : wholePeriod(selection);
  if (period === undefined) return undefined;
  const { municipality = '', vekstbedrift = '', kindOfWork = '' } = selection;
  const place = by === 'vekstbedrift' ? group : by === 'department' ? departmentName(group) : vekstbedrift;
  return [period, place, by === 'municipality' ? group : municipality, by === 'kind-of-work' ? group : kindOfWork];
}

/** The month where all of it lies in the period asked for. */
function wholeMonth({ from = '', to = '9999' }: Selection, month: string): string | undefined {
  return from <= `${month}-01` && lastDayOf(month) <= to ? month : undefined;
}

/** All time (''), a year or a month: differences between other periods would give single days away. */
function wholePeriod({ from, to }: Selection): string | undefined {
  if (!from && !to) return '';
  if (!from?.endsWith('-01') || !to) return undefined;
  const [year, month] = [from.slice(0, 4), from.slice(0, 7)];
  if (to === lastDayOf(month)) return month;
  return from === `${year}-01-01` && to === `${year}-12-31` ? year : undefined;
}

const lastDayOf = (month: string): string => addDays(addMonths(`${month}-01`, 1), -1);
