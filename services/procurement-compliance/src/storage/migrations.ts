import { nounTable, type Migration } from '#libs/messaging';
import type { QueryRunner } from 'typeorm';

class ProcurementComplianceTables1764100000000 {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger, review, vekstbedrift');
  }
}

const statements = [
  nounTable('ledger', { municipality: "text state->>'municipality'" }),
  nounTable('review', { municipality: "text state->>'municipality'", status: "text state->>'status'" }),
  nounTable('vekstbedrift'),
  'CREATE INDEX ledger_of ON ledger (municipality)',
  "CREATE INDEX review_of ON review (municipality, status) WHERE status <> 'none'",
];

/** The tables of procurement-compliance, oldest first. */
export const migrations: Migration[] = [ProcurementComplianceTables1764100000000];
