import { isLocalDay, type DemandSearch } from '#libs/contracts';
import { notFound } from '#libs/decider';
import { Refused, type Actor } from '#libs/messaging';
import { badInput } from '#libs/service-kit';

/** Which orders are counted. */
export type Selection = Pick<DemandSearch, 'from' | 'to' | 'municipality' | 'vekstbedrift' | 'kindOfWork'>;

/**
 * What somebody may count of what they ask for: a municipality's people their municipality, a vekstbedrift's people their
 * vekstbedrift, the programme everything. Another's is answered as if it were not there.
 */
export function selectionFor({ role, org }: Actor, asked: Selection): Selection {
  const { from, to } = asked;
  if (isLocalDay(from) && isLocalDay(to) && from > to) {
    throw badInput([{ field: 'to', code: 'period', message: 'to must not be before from.' }]);
  }
  switch (role) {
    case 'coordinator':
    case 'operator':
      return asked;
    case 'buyer':
    case 'adviser':
      return { ...asked, municipality: own(org, asked.municipality, 'municipality') };
    case 'manager':
    case 'work-leader':
      return { ...asked, vekstbedrift: own(org, asked.vekstbedrift, 'vekstbedrift') };
  }
}

function own(org: string, named: string | undefined, kind: string): string {
  if (named === undefined || named === org) return org;
  throw new Refused(notFound(`${kind}-not-found`, `There is no such ${kind} among yours.`));
}

/** The condition on `order_row o`, with the five values of `valuesOf` as $1 to $5. An order counts from its placing on. */
export const IS_SELECTED = `o.placed_day IS NOT NULL
  AND ($1::date IS NULL OR o.placed_day >= $1::date) AND ($2::date IS NULL OR o.placed_day <= $2::date)
  AND ($3::text IS NULL OR o.municipality = $3) AND ($4::text IS NULL OR o.vekstbedrift = $4)
  AND ($5::text IS NULL OR o.kind_of_work = $5)`;

export const valuesOf = ({ from, to, municipality, vekstbedrift, kindOfWork }: Selection): unknown[] =>
  [from, to, municipality, vekstbedrift, kindOfWork].map((value) => value ?? null);

/** The month of placing in Europe/Oslo, YYYY-MM. */
export const MONTH = `to_char(o.placed_day, 'YYYY-MM')`;
