/** A prepared statement: its name stands for its text on every connection. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/**
 * Several writes of one row each, then a last word, as one statement: one round trip, and the last word is said only where
 * every write has hit its row. PostgreSQL works the counts out first, so the last word is also last in time.
 */
export function inOneStatement(writes: readonly Statement[], last: Statement): Statement {
  const values: unknown[] = [];
  const placed = ({ text, values: own }: Statement) => {
    const offset = values.push(...own) - own.length;
    return text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + offset}`);
  };
  const parts = writes.map((write, i) => `w${i} AS (${placed(write)} RETURNING 1)`);
  const hit = writes.map((_, i) => `(SELECT count(*) FROM w${i}) = 1`).join(' AND ');
  const end = placed(last);
  return {
    name: [...writes, last].map(({ name }) => name).join(', '),
    text: parts.length === 0 ? end : `WITH ${parts.join(', ')} ${end} WHERE ${hit}`,
    values,
  };
}
