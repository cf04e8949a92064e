import { newId } from '#libs/contracts';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type EmbeddedPostgres } from '../../../infra/embedded/postgres.js';
import { provision } from '../../../infra/embedded/provision.js';
import { Engine } from './engine.js';
import { adder, expectSums, SUMS } from './sums.js';
import { transports } from './transports.js';

// A server of its own: the one of the other suites must not be crashed under them.
const folder = mkdtempSync(join(tmpdir(), 'messaging-restart-'));
chmodSync(folder, 0o755);
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  postgres = await startPostgres(folder);
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(transports)('a PostgreSQL that crashes under load, over $name', (transport) => {
  let engine: Engine;
  afterEach(() => engine?.close());

  it('loses nothing, doubles nothing and parks nothing', async () => {
    const schemas = [
      { schema: 'ordering', reads: [] },
      { schema: 'procurement_compliance', reads: ['ordering'] },
    ];
    const urls = await provision(postgres.adminUrl, 'secret', schemas, `messaging_${transport.name}`);
    engine = await Engine.start(transport, SUMS, urls);
    const keys = Array.from({ length: 30 }, () => newId());
    const { failures } = await engine.follow(adder());
    let isOver = false;
    let facts = 0;
    const telling = (async () => {
      for (let nr = 1; !isOver; nr += 1) {
        facts += await tellOnce(engine, keys, nr);
      }
    })();
    for (let crash = 1; crash <= 2; crash += 1) await postgres.restartImmediately();
    isOver = true;
    await telling;
    await engine.settled('adder');
    await expectSums(engine, { facts, ore: facts });
    expect(facts).toBeGreaterThan(0);
    expect([...failures, ...engine.failures]).not.toEqual([]);
    expect(await engine.letters.list({ open: false })).toEqual([]);
    const uneven = await engine.source.query(
      `SELECT shard FROM shard LEFT JOIN log USING (shard) GROUP BY shard, head HAVING head <> count(pos) OR head <> coalesce(max(pos), 0)`,
    );
    expect(uneven).toEqual([]);
  });
});

/** Tells until it is told: where the answer was lost, the log itself says whether it was heard. */
async function tellOnce(engine: Engine, keys: string[], nr: number): Promise<number> {
  for (;;) {
    try {
      await engine.tell(...keys.map((key) => ({ key, nr, ore: 1 })));
      return keys.length;
    } catch (error) {
      if ((error as { code?: string }).code === '23505') return keys.length;
    }
  }
}
