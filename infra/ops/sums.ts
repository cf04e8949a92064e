import type { Books } from './books.js';

/** What is summed: all orders as they were placed, those that count as like purchases, those that were accepted. */
export type Summed = 'placed' | 'like purchases' | 'accepted';

/** How many orders of a municipality somebody has, and what they come to in øre. */
export interface Sum {
  what: Summed;
  who: 'ordering' | 'ledger' | 'reporting';
  /** Unknown where a row has lost the fact that names it. */
  municipality: string | null;
  orders: number;
  ore: number;
}

/** How many orders somebody has, and what they come to in øre. */
export interface Total {
  orders: number;
  ore: number;
}

// Refused and withdrawn orders leave the ledger; an accepted one counts at what it was accepted at.
const PLACED = `(state->'terms'->>'valueOre')::bigint`;
const ACCEPTED = `(state->>'acceptedOre')::bigint`;
const ENTRY = `(value->>'valueOre')::bigint`;
const PARTS = `
  SELECT 'placed' AS what, 'ordering' AS who, municipality, 1 AS n, ${PLACED} AS ore FROM ordering."order"
  UNION ALL SELECT 'placed', 'reporting', municipality, 1, value_ore FROM reporting.order_row
  UNION ALL SELECT 'accepted', 'ordering', municipality, 1, ${ACCEPTED} FROM ordering."order" WHERE state ? 'acceptedOre'
  UNION ALL SELECT 'accepted', 'reporting', municipality, 1, accepted_value_ore FROM reporting.order_row
             WHERE accepted_value_ore IS NOT NULL
  UNION ALL SELECT 'like purchases', 'ordering', municipality, 1, coalesce(${ACCEPTED}, ${PLACED}) FROM ordering."order"
             WHERE status NOT IN ('refused', 'withdrawn')
  UNION ALL SELECT 'like purchases', 'ledger', municipality, 1, ${ENTRY}
              FROM procurement_compliance.ledger, jsonb_each(state->'entries')
  UNION ALL SELECT 'like purchases', 'ledger', municipality, (value->>'orders')::int, ${ENTRY}
              FROM procurement_compliance.ledger, jsonb_each(state->'settled')`;

/** The same orders as the services count them, each on its own. */
export const sumsIn = (books: Books): Promise<Sum[]> =>
  books.rows(
    `SELECT what, who, municipality, sum(n)::int AS orders, sum(ore)::float8 AS ore FROM (${PARTS}) AS each
      GROUP BY what, who, municipality ORDER BY what, municipality, who`,
  );

/** What one of them counts in all. */
export function totalOf(sums: Sum[], what: Summed, who: Sum['who']): Total {
  const mine = sums.filter((sum) => sum.what === what && sum.who === who);
  return {
    orders: mine.reduce((all, { orders }) => all + orders, 0),
    ore: mine.reduce((all, { ore }) => all + ore, 0),
  };
}

/** Where another counts otherwise than ordering, to the øre. */
export function differencesIn(sums: Sum[]): string[] {
  const nothing = { orders: 0, ore: 0 };
  const find = (what: Summed, who: string, municipality: string | null) =>
    sums.find((sum) => sum.what === what && sum.who === who && sum.municipality === municipality) ?? nothing;
  const others = { placed: 'reporting', accepted: 'reporting', 'like purchases': 'ledger' } as const;
  return [...new Set(sums.map(({ municipality }) => municipality))].flatMap((municipality) =>
    (Object.keys(others) as Summed[]).flatMap((what) => {
      const [own, other] = [find(what, 'ordering', municipality), find(what, others[what], municipality)];
      if (own.orders === other.orders && own.ore === other.ore) return [];
      return `${what} of ${municipality ?? 'no known municipality'}: the ${others[what]} has ${inWords(other)}, ordering ${inWords(own)}`;
    }),
  );
}

/** A total in a sentence. */
export const inWords = ({ orders, ore }: Total): string => `${orders} orders for ${ore} øre`;
