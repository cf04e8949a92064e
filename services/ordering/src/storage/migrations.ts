import { nounTable, type Migration } from '#libs/messaging';
import type { QueryRunner } from 'typeorm';

class OrderingTables1764200000000 {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "order", municipality');
  }
}

const statements = [
  nounTable('municipality', { name: "text state->>'name'" }),
  nounTable('order', {
    municipality: "text state->'terms'->>'municipality'",
    unit: "text state->'terms'->>'unit'",
    status: "text state->>'status'",
    initiated_at: "text state->'terms'->>'initiatedAt'",
  }),
  // Ids are made in the order of time, so the newest orders are the end of an index. The status is in none: an order changes
  // it five times, and a row whose indexed columns stay is updated in place.
  `CREATE INDEX order_of_municipality ON "order" (municipality, id COLLATE "C")`,
  `CREATE INDEX order_by_time ON "order" (id COLLATE "C")`,
];

/** The tables of ordering, oldest first. */
export const migrations: Migration[] = [OrderingTables1764200000000];
