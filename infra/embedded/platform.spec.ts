import { until } from '#libs/service-kit/testing';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFree } from './port.js';
import { startPlatform, type Platform } from './platform.js';
import { startPostgres } from './postgres.js';
import { temporaryFolder } from './testing.js';

const MUNICIPALITY = '310000019';
const settings = { LOG_LEVEL: 'warn' };

describe('the platform in one process', () => {
  const dataDir = temporaryFolder();
  let platform: Platform;
  let operator: string;

  afterAll(async () => {
    await platform.close();
    rmSync(dataDir, { recursive: true });
  });

  it('starts from nothing, and an operator registers a municipality through its one door', async () => {
    platform = await startPlatform({ dataDir, port: 0, settings });
    operator = await tokenFor({ role: 'operator', org: MUNICIPALITY });
    expect((await tryTokenFor({ role: 'buyer', org: MUNICIPALITY })).code).toBe('organisation-not-registered');
    const municipality = { municipality: MUNICIPALITY, name: 'Lindvik kommune' };
    const registered = await send('POST', '/api/ordering/municipalities', operator, {
      ...municipality,
      numbers: [{ number: '3336', validFrom: '2024-01-01' }],
    });
    expect([registered.status, registered.body]).toEqual([201, expect.objectContaining({ id: MUNICIPALITY })]);
  });

  it('serves every service’s document and is ready when all of them are', async () => {
    for (const name of ['ordering', 'procurement-compliance', 'task-assignment', 'reporting', 'gateway']) {
      const { status, body } = await send('GET', `/api/${name}/openapi.json`);
      expect([name, status, body['openapi']]).toEqual([name, 200, '3.1.0']);
    }
    const ready = await until(
      () => send('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    expect(ready.body).toMatchObject({ status: 'up', checks: { length: 4 } });
  });

  it('keeps its secrets where only its own account reads them', () => {
    for (const name of ['database-secret', 'demo-signing-key.json'])
      expect([name, statSync(join(dataDir, 'keys', name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  it('goes on after a stop and a second start: the municipality is there, and tokens hold', async () => {
    const before = platform;
    const server = Number(new URL(platform.postgres!.adminUrl).port);
    await Promise.all([platform.close(), platform.close()]);
    expect(await isFree(Number(new URL(before.url).port))).toBe(true);
    expect(await isFree(server)).toBe(true);
    platform = await startPlatform({ dataDir, port: 0, settings });
    const { body } = await send('GET', `/api/ordering/municipalities/${MUNICIPALITY}`, operator);
    expect(body).toMatchObject({ municipality: MUNICIPALITY, name: 'Lindvik kommune' });
    expect(await tokenFor({ role: 'buyer', org: MUNICIPALITY })).toMatch(/\./);
  });

  it('says in one sentence that its port is taken, and leaves nothing running', async () => {
    const port = Number(new URL(platform.url).port);
    const other = temporaryFolder();
    await expect(startPlatform({ dataDir: other, port })).rejects.toThrow(
      new RegExp(`^Port ${port} is taken, [^\n]+ PORT=${port + 1} npm start\\.$`),
    );
    rmSync(other, { recursive: true });
  });

  it('runs on a PostgreSQL of one’s own, and its data folder is its own then as well', async () => {
    const [other, elsewhere] = [temporaryFolder(), temporaryFolder()];
    const server = await startPostgres(elsewhere);
    const own = { dataDir: other, port: 0, settings, databaseUrl: server.adminUrl };
    try {
      const second = await startPlatform(own);
      await expect(startPlatform(own)).rejects.toThrow(/^The data folder [^\n]+ is in use by another running platform/);
      expect(second.postgres).toBeUndefined();
      await second.close();
    } finally {
      await server.stop();
    }
    for (const folder of [other, elsewhere]) rmSync(folder, { recursive: true });
  });

  async function send(method: string, path: string, token?: string, body?: object) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
    const answer = await fetch(platform.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  const tryTokenFor = async (persona: object) => (await send('POST', '/api/demo/tokens', undefined, persona)).body;
  const tokenFor = async (persona: object) => (await tryTokenFor(persona))['token'] as string;
});
