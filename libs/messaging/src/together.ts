import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';

/** Waits for queries that were sent in one go on one connection; throws the first failure once all have been answered. */
export async function together<T extends readonly unknown[]>(
  queries: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(queries);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as {
    [K in keyof T]: Awaited<T[K]>;
  };
}

/**
 * Borrows a connection for one transaction; a failure rolls back. The connection is kept only where PostgreSQL itself named
 * the failure: after anything else the driver's list of prepared statements may not be the server's any more.
 */
export async function withClient<R>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<R>): Promise<R> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    broken = !(error instanceof pg.DatabaseError);
    await client.query('ROLLBACK').catch(() => (broken = true));
    throw error;
  } finally {
    // Nobody may find a transaction open that somebody else began.
    client.release(broken || client.getTransactionStatus() !== 'I');
  }
}

/**
 * Sends COMMIT behind statements that are on their way, and waits for all. A statement that the driver refuses (a value it
 * cannot write, a name it knows for another text) never reaches PostgreSQL, which would then commit the others: the driver
 * says so within the turn, so COMMIT waits one; but not behind a single statement, without which there is nothing to commit.
 * A commit that PostgreSQL turned into a rollback is a failure too.
 */
export async function commit(client: pg.ClientBase, statements: readonly unknown[]): Promise<void> {
  let failed = false;
  if (statements.length > 1) {
    for (const statement of statements) Promise.resolve(statement).catch(() => (failed = true));
    await nextTurn();
  }
  const committed = failed ? undefined : client.query('COMMIT');
  await together([...statements, committed]);
  const ended = (await committed)?.command;
  if (ended !== 'COMMIT') throw new Error(`the transaction ended in ${ended}`);
}

/**
 * Does work while a question on the same connection is still on its way. The work's result, or failure, is handed over
 * unopened: the answer may make it void.
 */
export async function alongside<A, R>(question: Promise<A>, work: () => R | Promise<R>): Promise<[A, () => R]> {
  const [asked, worked] = await Promise.allSettled([question, (async () => work())()]);
  if (asked.status === 'rejected') throw asked.reason;
  const open = () => {
    if (worked.status === 'rejected') throw worked.reason;
    return worked.value;
  };
  return [asked.value, open];
}
