import { nounTable, type Migration } from '#libs/messaging';
import type { QueryRunner } from 'typeorm';

class TaskAssignmentTables1764100000000 {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE assignment, calendar, vekstbedrift');
  }
}

const statements = [
  nounTable('vekstbedrift'),
  nounTable('calendar'),
  nounTable('assignment', {
    municipality: "text state->>'municipality'",
    status: "text state->>'status'",
    due_at: "text state->>'dueAt'",
    clock: "text state->>'clock'",
  }),
  `CREATE INDEX assignment_due ON assignment (clock, due_at COLLATE "C") WHERE due_at IS NOT NULL`,
  `CREATE INDEX assignment_open ON assignment (due_at COLLATE "C") WHERE status = 'offered'`,
];

/** The tables of task-assignment, oldest first. */
export const migrations: Migration[] = [TaskAssignmentTables1764100000000];
