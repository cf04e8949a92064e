/** A prepared statement: its name stands for its text on every connection. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** PostgreSQL tells prepared statements apart by the first 63 bytes of their names, so joined names become numbers. */
const numbers = new Map<string, number>();

function shortNameOf(statements: readonly Statement[]): string {
  const name = statements.map((each) => each.name).join(', ');
  const number = numbers.get(name) ?? numbers.size + 1;
  numbers.set(name, number);
  return `joined ${number}`;
}

/**
 * Several writes of one row each, then a last word, as one statement: one round trip, and nothing of it stays where one of
 * the writes does not hit its row. PostgreSQL works the counts out first, so the last word is also last in time.
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
    name: shortNameOf([...writes, last]),
    text: parts.length === 0 ? end : `WITH ${parts.join(', ')} ${end} WHERE all_hit(${hit})`,
    values,
  };
}
