/** A prepared statement: its name stands for its text on every connection. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** What joined statements come to, by their names: PostgreSQL tells names apart by 63 bytes only, so they become numbers. */
const joined = new Map<string, Pick<Statement, 'name' | 'text'>>();

/**
 * Several writes of one row each, then a last word, as one statement: one round trip, and nothing of it stays where one of
 * the writes does not hit its row. PostgreSQL works the counts out first, so the last word is also last in time.
 */
export function inOneStatement(writes: readonly Statement[], last: Statement): Statement {
  const all = [...writes, last];
  const names = all.map(({ name }) => name).join(', ');
  const known = joined.get(names) ?? { name: `joined ${joined.size + 1}`, text: textOf(writes, last) };
  joined.set(names, known);
  return { ...known, values: all.flatMap(({ values }) => values) };
}

function textOf(writes: readonly Statement[], last: Statement): string {
  let offset = 0;
  const placed = ({ text, values }: Statement) => {
    const moved = text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + offset}`);
    offset += values.length;
    return moved;
  };
  const parts = writes.map((write, i) => `w${i} AS (${placed(write)} RETURNING 1)`);
  const hit = writes.map((_, i) => `(SELECT count(*) FROM w${i}) = 1`).join(' AND ');
  const end = placed(last);
  return parts.length === 0 ? end : `WITH ${parts.join(', ')} ${end} WHERE all_hit(${hit})`;
}
