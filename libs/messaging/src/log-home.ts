import type pg from 'pg';
import { TransientError } from './failures.js';

/** A log that is not where it was written: what it tells next would have positions that others know as other facts. */
export class RestoredLog extends TransientError {
  constructor(schema: string, was: string, is: string) {
    const service = schema.replaceAll('_', '-');
    super(
      `The log of ${service} was written on ${was} and is on ${is} now, so it was restored or its server promoted: run npm run ops -- new-epoch ${service} before it goes on.`,
    );
    this.name = 'RestoredLog';
  }
}

/** Asked on every new connection: a server that is exchanged under a running service is noticed too. */
export async function refuseRestored(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ was: string; is: string }>(
    'SELECT lives_in AS was, log_home() AS is FROM meta WHERE lives_in <> log_home()',
  );
  if (rows[0]) throw new RestoredLog(schema, rows[0].was, rows[0].is);
}
