import { newId } from '#libs/contracts';
import { DeadLetters, TransientError, wakeUp } from '#libs/messaging';
import { observe, type Observation } from '#libs/service-kit';
import { testService, until, type TestService } from '#libs/service-kit/testing';
import { readFileSync } from 'node:fs';
import { placed, tiny, trouble } from './two-logs.js';

const SERVICE = 'service="procurement-compliance"';
const CONSUMER = `${SERVICE},consumer="procurement-compliance"`;
const operator = { role: 'operator', org: '310000019' } as const;

describe('the figures of a service', () => {
  let observation: Observation;
  let service: TestService;
  beforeAll(async () => {
    observation = await observe({ METRICS_HOST: '127.0.0.1', METRICS_PORT: 0 }, () => undefined);
    service = await testService(tiny, { observation, patienceMs: 200 });
  });
  afterEach(() => {
    trouble.handle = undefined;
  });
  afterAll(async () => {
    await service?.close();
    await observation?.close();
  });

  const page = async () => (await fetch(observation.metricsUrl!)).text();
  async function figure(name: string, labels: string): Promise<number | undefined> {
    const line = (await page()).split('\n').find((each) => each.startsWith(`${name}{${labels}}`));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }
  const untilIs = (name: string, labels: string, value: number) =>
    until(
      () => figure(name, labels),
      (seen) => seen === value,
    );
  const award = (orderId: string) => service.as(operator).post(`awards/${orderId}`, {});

  it('are one page of text, at an address of their own', async () => {
    const answer = await fetch(observation.metricsUrl!);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/plain; version=0.0.4/),
    ]);
    expect(await answer.text()).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m);
    expect((await fetch(new URL('/', observation.metricsUrl))).status).toBe(404);
    expect((await fetch(observation.metricsUrl!, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${service.service.url}/metrics`)).status).toBe(404);
  });

  it('say how far a consumer is behind, for how long, and which shards wait', async () => {
    const source = `${CONSUMER},source="ordering"`;
    await untilIs('inkluderende_consumer_running', CONSUMER, 1);
    await untilIs('inkluderende_consumer_lag_facts', source, 0);
    let isDown = true;
    trouble.handle = () => {
      if (isDown) throw new TransientError('the mill is down');
    };
    const orderId = newId();
    for (const version of [1, 2, 3]) await service.publish('OrderPlaced', placed(orderId, version));
    await untilIs('inkluderende_consumer_lag_facts', source, 3);
    await untilIs('inkluderende_consumer_waiting_shards', source, 1);
    await until(
      () => figure('inkluderende_consumer_still_seconds', source),
      (seen) => seen! > 0.2,
    );
    isDown = false;
    await untilIs('inkluderende_consumer_lag_facts', source, 0);
    await untilIs('inkluderende_consumer_waiting_shards', source, 0);
    await untilIs('inkluderende_consumer_still_seconds', source, 0);
  });

  it('count the facts that were stated, by type, and what was refused, by its code', async () => {
    const stated = () => figure('inkluderende_facts_appended_total', `${SERVICE},type="AwardAssessed"`);
    const before = (await stated()) ?? 0;
    const orderId = newId();
    expect([(await award(orderId)).status, (await award(orderId)).status]).toEqual([201, 409]);
    // What a twin of the service states in another process is counted there.
    const elsewhere = Array.from({ length: 9 }, () => ({ shard: 0, name: 'AwardAssessed' }));
    wakeUp.signal('procurement-compliance', elsewhere, false);
    await service.publish('OrderPlaced', placed(newId(), 1));
    await until(stated, (seen) => seen === before + 2);
    expect(await figure('inkluderende_rejections_total', `${SERVICE},code="too-late"`)).toBe(1);
  });

  it('time requests by route, method and status, and know no address', async () => {
    const url = `${service.service.url}/api/procurement-compliance`;
    for (const path of ['/awards', '/31129956715', '/awards/31129956715/no']) await fetch(url + path);
    const counted = (labels: string) => figure('http_server_request_duration_seconds_count', `${SERVICE},${labels}`);
    await until(
      () => counted('method="GET",route="none",status="404"'),
      (seen) => seen! >= 3,
    );
    const route = 'route="/api/procurement-compliance/awards/:orderId"';
    expect(await counted(`method="POST",${route},status="201"`)).toBe(1);
    expect(await counted(`method="POST",${route},status="409"`)).toBe(1);
    expect(await page()).not.toMatch('31129956715');
  });

  it('say how many connections are used, and how much waits for one', async () => {
    const { pool } = service.database;
    const lent = await Promise.all(Array.from({ length: 6 }, () => pool.connect()));
    const waiting = pool.query('SELECT 1');
    const text = await page();
    for (const client of lent) client.release();
    // Parked facts cannot be counted then: they are left out, and the others are told.
    const doors = `${SERVICE},pool="doors"`;
    expect(text).toMatch(`inkluderende_database_connections{${doors},state="in-use"} 6\n`);
    expect(text).toMatch(`inkluderende_database_waiting{${doors}} 1\n`);
    expect(text).not.toMatch('inkluderende_dead_letters_open{');
    await waiting;
    await untilIs('inkluderende_database_waiting', doors, 0);
    expect(await figure('inkluderende_database_connections_max', doors)).toBe(6);
  });

  it('say how many parked facts wait for an operator, as readiness does', async () => {
    await untilIs('inkluderende_dead_letters_open', SERVICE, 0);
    trouble.handle = () => {
      throw new Error('cannot digest this');
    };
    await service.publish('OrderPlaced', placed(newId(), 1));
    await untilIs('inkluderende_dead_letters_open', SERVICE, 1);
    const letters = service.service.app.get(DeadLetters);
    for (const { id } of await letters.list()) await letters.discard(id, { by: 'test', reason: 'for the test' });
    await untilIs('inkluderende_dead_letters_open', SERVICE, 0);
  });

  it('are those that docs/operations.md explains', async () => {
    const named = (text: string) => new Set(text.match(/(?<=^(?:# TYPE |\| `))(?:inkluderende|http)_\w+/gm));
    const explained = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    expect([...named(await page())].sort()).toEqual([...named(explained)].sort());
    const alarms = explained.match(/inkluderende_\w+/g)!;
    expect(alarms.filter((name) => !named(explained).has(name))).toEqual([]);
  });

  it('are not served where the address is taken: one sentence says so', async () => {
    const { port } = new URL(observation.metricsUrl!);
    await expect(observe({ METRICS_HOST: '127.0.0.1', METRICS_PORT: Number(port) }, () => undefined)).rejects.toThrow(
      /^Settings METRICS_HOST and METRICS_PORT [^\n]+\.$/,
    );
  });
});
