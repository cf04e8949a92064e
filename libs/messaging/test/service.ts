import { Journal, schemaOf, ServiceDatabase, WakeUp, type Migration } from '#libs/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { freshServiceDatabases } from '../../../infra/testing/database.js';
import { REVIEW_TABLE } from './review.js';

/** One service with its journal, a second set of connections as its owner, and a neighbour; without Nest and HTTP. */
export async function oneService() {
  const urls = await freshServiceDatabases([
    { schema: schemaOf('procurement-compliance'), reads: ['ordering'] },
    { schema: 'ordering', reads: [] },
    { schema: 'task_assignment', reads: [] },
  ]);
  const open = (schema: string, migrations: Migration[] = [], as: 'run' | 'owner' = 'run') =>
    ServiceDatabase.open(
      { schema, url: urls[schema]![as], ownerUrl: urls[schema]!.owner },
      migrations,
      () => undefined,
    );
  const database = await open('procurement_compliance', [ReviewTable1764000000001]);
  const owner = await open('procurement_compliance', [ReviewTable1764000000001], 'owner');
  const ordering = await open('ordering');
  const taskAssignment = await open('task_assignment');
  const wakeUp = new WakeUp();
  return {
    ...{ database, owner, ordering, taskAssignment, wakeUp },
    journal: new Journal('procurement-compliance', database, wakeUp),
    close: () => Promise.all([database, owner, ordering, taskAssignment].map((each) => each.close())),
  };
}

/** What oneService answers with. */
export type OneService = Awaited<ReturnType<typeof oneService>>;

class ReviewTable1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query(REVIEW_TABLE);
  }
  async down() {}
}
