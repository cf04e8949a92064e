import { lag } from './lag.js';
import type { Copied, Place } from './places.js';
import { anOrder, TablesAtRest } from './testing.js';

interface Lags {
  sums: { name: string; source: string; behind: number }[];
  consumers: Place[];
  relay: Copied[];
}

describe('lag', () => {
  let tables: TablesAtRest;
  beforeAll(async () => {
    tables = await TablesAtRest.make();
  });
  afterAll(() => tables?.close());

  const look = async (...args: string[]) => {
    const { json, ...outcome } = await tables.ask(lag, ...args);
    return { ...outcome, ...(json as Lags) };
  };
  const behindOf = ({ sums }: Lags) => sums.map(({ name, source, behind }) => [name, source, behind]);

  it('is nothing where consumers stand at the end', async () => {
    await tables.tell('OrderPlaced', anOrder());
    await tables.caughtUp('reporting', 'ordering');
    await tables.caughtUp('procurement-compliance', 'ordering');
    const seen = await look();
    expect(seen).toMatchObject({ found: false, consumers: { length: 32 }, relay: [] });
    expect(behindOf(seen)).toEqual([
      ['procurement-compliance', 'ordering', 0],
      ['reporting', 'ordering', 0],
    ]);
  });

  it('is a finding from a limit on, and says how long the next fact has been waiting', async () => {
    const key = await tables.tell('OrderPlaced', anOrder());
    await tables.caughtUp('procurement-compliance', 'ordering');
    expect(await look('--late', '1h')).toMatchObject({ found: false });
    await tables.rows(`UPDATE ordering.log SET time = now() - interval '2 hours' WHERE key = $1`, [key]);
    const seen = await look('--late', '1h');
    expect(seen.found).toBe(true);
    expect(behindOf(seen)).toContainEqual(['reporting', 'ordering', 1]);
    const place = seen.consumers.find(({ behind }) => behind === 1)!;
    expect(place.oldestSeconds).toBeGreaterThanOrEqual(7_200);
    expect(seen.lines.join('\n')).toMatch(/reporting +ordering\/\d+ +\d+ +\d+ +1 +2 h/);
  });

  it('names who fails, since when and why', async () => {
    await tables.caughtUp('reporting', 'ordering');
    await tables.rows(
      `UPDATE reporting.cursor SET failing_since = '2026-11-23T09:00:00Z', last_error = 'Error: the mill is down' WHERE shard = 3`,
    );
    const { found, lines } = await look();
    expect([found, lines.join('\n')]).toEqual([
      true,
      expect.stringMatching('failing since 2026-11-23 09:00:00: Error: the mill is down'),
    ]);
    await tables.rows('UPDATE reporting.cursor SET failing_since = NULL, last_error = NULL');
  });

  it('is less than nothing where the log has lost what was applied', async () => {
    await tables.rows('UPDATE reporting.cursor SET pos = pos + 1 WHERE shard = 5');
    const { found, lines } = await look();
    expect([found, lines.join('\n')]).toEqual([true, expect.stringMatching('run new-epoch')]);
    await tables.caughtUp('reporting', 'ordering');
  });

  it('is also how far the log has been copied to Kafka', async () => {
    await tables.rows(
      `INSERT INTO ordering.relay_cursor (shard, epoch, pos) SELECT shard, epoch, greatest(head - 1, 0) FROM ordering.shard, ordering.meta`,
    );
    const { relay, sums, lines } = await look();
    expect(relay).toHaveLength(16);
    const late = relay.filter(({ behind }) => behind === 1).length;
    expect(sums).toContainEqual(expect.objectContaining({ name: 'Kafka', source: 'ordering', behind: late }));
    expect(lines.join('\n')).toMatch(/to Kafka/);
  });
});
