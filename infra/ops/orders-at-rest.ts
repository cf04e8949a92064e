import type { Books } from './books.js';

/** An order that is not at its end. */
export interface OrderAtRest {
  id: string;
  municipality: string;
  /** Its status; claimed where a department has claimed it and waits for the award. */
  waiting: string;
  /** Since when it has been waiting, counted from the agreed moment where there is one; below 0 before that. */
  seconds: number;
}

/**
 * All orders that are not at their end and live by the wall clock: a demo's signed time passes only when it is asked to. The
 * last fact of an order says since when it is as it is.
 */
export const ordersAtRest = (books: Books): Promise<OrderAtRest[]> =>
  books.rows(
    `SELECT o.id, o.municipality, w.waiting, extract(epoch FROM clock_timestamp() - greatest(l.time, w.agreed))::float8 AS seconds
       FROM ordering."order" o
       JOIN ordering.log l ON l.key = o.id AND l.agg_version = o.version AND l.agg_version > 0
       LEFT JOIN task_assignment.assignment a ON a.id = o.id
       LEFT JOIN task_assignment.log c ON c.key = a.id AND c.agg_version = a.version AND c.agg_version > 0
      CROSS JOIN LATERAL (SELECT
        CASE WHEN o.status = 'open' AND a.status = 'claimed' THEN 'claimed' ELSE o.status END AS waiting,
        CASE WHEN o.status = 'open' AND a.status = 'claimed' THEN c.time
             WHEN o.status = 'open' THEN (o.state->'terms'->>'claimBy')::timestamptz
             WHEN o.status IN ('confirmed', 'external') THEN (o.state->'terms'->>'deliverTo')::date + 1 END AS agreed) AS w
      WHERE o.status NOT IN ('none', 'accepted', 'closed', 'refused', 'withdrawn') AND l.meta->>'clock' = 'wall'
      ORDER BY seconds DESC`,
  );

/** Facts of orders that some consumer has not applied yet. */
export function unapplied(books: Books, ids: string[]): Promise<{ key: string; says: string }[]> {
  const parts = books.readers.flatMap((reader) =>
    books.owning.map(
      ({ owner, schema }) => `
        SELECT l.key, format('%s has not applied %s (${owner}/%s at %s)%s', c.consumer, split_part(l.type, '.', 4), l.shard, l.pos,
                             ', failing: ' || c.last_error) AS says
          FROM ${schema}.log l JOIN ${reader}.cursor c ON c.source = '${owner}' AND c.shard = l.shard AND c.pos < l.pos
         WHERE l.agg_version > 0 AND l.key = ANY ($1)`,
    ),
  );
  return books.rows(parts.join(' UNION ALL '), [ids]);
}
