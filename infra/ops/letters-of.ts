import { nameInType } from '#libs/contracts';
import type { Books } from './books.js';
import { serviceIn } from './books.js';

/** A fact that some service has put aside. */
export interface Letter {
  /** `service/number`, as an operator names it. */
  letter: string;
  service: string;
  id: number;
  consumer: string;
  source: string;
  shard: number;
  pos: number;
  fact: string;
  key: string;
  why: string;
  attempts: number;
  /** Put aside only because an earlier one of its key is. */
  behind: boolean;
  parkedAt: string;
  resolvedAt: string | null;
  resolvedBy: string | null;
  resolution: string | null;
}

/** What is put aside now, of all services or about some keys, as it was put aside. */
export const openLetters = (books: Books, keys?: string[]): Promise<Letter[]> => lettersOf(books, true, keys);

/** What was ever put aside. */
export const allLetters = (books: Books): Promise<Letter[]> => lettersOf(books, false);

async function lettersOf(books: Books, isOpen: boolean, keys?: string[]): Promise<Letter[]> {
  const parts = books.readers.map(
    (reader) => `
      SELECT '${serviceIn(reader)}/' || id AS letter, '${serviceIn(reader)}' AS service, id::float8 AS id, consumer, source, shard::int, pos::float8,
             type AS fact, key, coalesce(error, reason) AS why, attempts, behind, parked_at AS "parkedAt",
             resolved_at AS "resolvedAt", resolved_by AS "resolvedBy", resolution
        FROM ${reader}.dead_letter
       WHERE (NOT $1 OR resolved_at IS NULL) AND ($2::text[] IS NULL OR key = ANY ($2))`,
  );
  const sql = `${parts.join(' UNION ALL ')} ORDER BY "parkedAt", letter`;
  const rows = await books.rows<Letter>(sql, [isOpen, keys ?? null]);
  return rows.map((row) => ({ ...row, fact: nameInType(row.fact) }));
}
