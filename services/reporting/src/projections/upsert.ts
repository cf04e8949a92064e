import type { FactEnvelope, Write } from '#libs/messaging';

type Columns = Record<string, unknown>;

/**
 * Writes one part of a row, which is made where it is not there yet: `set` replaces what stood in a column, `first` is kept
 * as it was first written. The statement is prepared under the fact's and the table's name, so its columns never vary.
 */
export function upsert(fact: FactEnvelope, table: string, key: Columns, set: Columns, first: Columns = {}): Write {
  const written = { ...key, ...set, ...first };
  const columns = Object.keys(written);
  const updates = [
    ...Object.keys(set).map((column) => `${column} = excluded.${column}`),
    ...Object.keys(first).map((column) => `${column} = coalesce(${table}.${column}, excluded.${column})`),
  ];
  return {
    name: `${fact.name} ${table}`,
    text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})
           ON CONFLICT (${Object.keys(key).join(', ')}) DO UPDATE SET ${updates.join(', ')}`,
    values: Object.values(written),
  };
}
