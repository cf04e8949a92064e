import type { Tx } from '#libs/messaging';
import type { AssignmentState } from '../domain/assignment/assignment.js';
import type { Candidate, Wanted } from '../domain/assignment/eligibility.js';
import { calendar, type CalendarState, type HeldByClaim } from '../domain/calendar/calendar.js';

interface Row extends Omit<Candidate, 'capacity'> {
  published: Record<string, number> | null;
  used: Record<string, number> | null;
  held: Record<string, HeldByClaim> | null;
}

/** Of the published and used hours only the days of the window leave the database: a calendar has hundreds of days. */
const CONSIDERED = `
  SELECT d.key AS "departmentId", v.id AS vekstbedrift, d.value->'kindsOfWork' AS "kindsOfWork",
         v.state->'serves' ? $1 AS "servesMunicipality", c.state->'held' AS held,
         (SELECT jsonb_object_agg(key, value) FROM jsonb_each(c.state->'published'->$2)
           WHERE key COLLATE "C" BETWEEN $3 AND $4) AS published,
         (SELECT jsonb_object_agg(key, value) FROM jsonb_each(c.state->'used'->$2)
           WHERE key COLLATE "C" BETWEEN $3 AND $4) AS used
    FROM vekstbedrift v CROSS JOIN jsonb_each(v.state->'departments') d
    LEFT JOIN calendar c ON c.id = d.key AND v.state->'serves' ? $1`;

/** Every department of every vekstbedrift, with its hours in the window where it may be considered at all. */
export async function candidatesFor(tx: Tx, municipality: string, wanted: Wanted): Promise<Candidate[]> {
  const { kindOfWork, deliverFrom, deliverTo } = wanted;
  const rows = await tx.query<Row>({ name: 'considered', text: CONSIDERED }, [
    municipality,
    kindOfWork,
    deliverFrom,
    deliverTo,
  ]);
  return rows.map(({ published, used, held, ...candidate }) => ({
    ...candidate,
    capacity: {
      published: { [kindOfWork]: published ?? {} },
      used: { [kindOfWork]: used ?? {} },
      held: held ?? {},
    },
  }));
}

/** The candidates for an order that is offered anew; none where it was never offered. */
export const candidatesAnew = (tx: Tx, { municipality, order }: AssignmentState): Promise<Candidate[]> =>
  order ? candidatesFor(tx, municipality, order) : Promise.resolve([]);

/** The calendar of the department whose claim lives, locked, because the end of the claim frees its hours. */
export const claimantOf = (tx: Tx, { claim }: AssignmentState): Promise<CalendarState | undefined> =>
  claim ? tx.load(calendar, claim.departmentId) : Promise.resolve(undefined);
