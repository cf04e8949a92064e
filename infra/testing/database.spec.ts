import pg from 'pg';
import { freshServiceDatabases, testDatabase } from './database.js';

describe('the test database', () => {
  it('is one server, however many suites ask at once', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    expect(one.adminUrl).toBe(other.adminUrl);
  });

  it('gives each suite tables of its own', async () => {
    const services = [{ schema: 'ordering', reads: [] }];
    const [mine, yours] = await Promise.all([freshServiceDatabases(services), freshServiceDatabases(services)]);
    await ask(mine['ordering']!.owner, 'CREATE TABLE orders (id int)');
    expect(await ask(mine['ordering']!.run, 'SELECT * FROM orders')).toEqual([]);
    await expect(ask(yours['ordering']!.run, 'SELECT * FROM orders')).rejects.toThrow('does not exist');
  });
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
