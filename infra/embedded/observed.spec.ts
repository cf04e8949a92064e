import { newId } from '#libs/contracts';
import type { ServiceSettings } from '#libs/service-kit';
import { until } from '#libs/service-kit/testing';
import { rmSync } from 'node:fs';
import { jarsOrWhyNot, testBroker } from '../testing/kafka.js';
import { otlpReceiver, type ReceivedSpan } from '../testing/otlp-receiver.js';
import { startPlatform, type Platform } from './platform.js';
import { temporaryFolder } from './testing.js';

const MUNICIPALITY = '310000019';
const VEKSTBEDRIFT = '310000027';
const GIVEN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const SERVICES = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];

async function overKafka(jars: string): Promise<Partial<ServiceSettings>> {
  return { TRANSPORT: 'kafka', KAFKA_BROKERS: await testBroker(jars), KAFKA_PREFIX: `${newId()}-` };
}
const jars = await jarsOrWhyNot();
const transports: { name: string; transport: () => Promise<Partial<ServiceSettings>> }[] = [
  { name: 'PostgreSQL', transport: async () => ({}) },
  ...(jars === undefined ? [] : [{ name: 'Kafka', transport: () => overKafka(jars) }]),
];

describe.each(transports)('a platform that is watched, its facts over $name', ({ name, transport }) => {
  const dataDir = temporaryFolder();
  let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
  let platform: Platform;
  let orderId: string;

  beforeAll(async () => {
    receiver = await otlpReceiver();
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '20' });
    const settings = { LOG_LEVEL: 'warn', METRICS_PORT: 0, ...(await transport()) };
    platform = await startPlatform({ dataDir, port: 0, settings });
    orderId = await place();
  });
  afterAll(async () => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
    await platform?.close();
    await receiver?.close();
    rmSync(dataDir, { recursive: true });
  });

  const ofTrace = () => receiver.spans.filter(({ traceId }) => traceId === GIVEN.traceId);
  const span = async (service: string, name: string, below: { spanId: string }) => {
    const isIt = (each: ReceivedSpan) =>
      each.service === service && each.name === name && each.parentSpanId === below.spanId;
    return (await until(() => ofTrace().find(isIt)))!;
  };

  it('shows one order on its way through all services as one trace, each step below its cause', async () => {
    const door = await span('gateway', 'POST /api/:service/*', GIVEN);
    const request = await span('ordering', 'POST /api/ordering/orders', door);
    const placed = await span('ordering', 'send ordering', request);
    expect(placed.attributes).toMatchObject({ 'fact.types': ['OrderPlaced'] });
    const assessed = await span('procurement-compliance', 'process OrderPlaced', placed);
    const opened = await span('ordering', 'process OrderAssessed', assessed);
    await span('task-assignment', 'process OrderOpened', opened);
    const reported = await until(() =>
      receiver.spans.find(
        ({ service, links }) => service === 'reporting' && links.some(({ spanId }) => spanId === assessed.spanId),
      ),
    );
    expect(reported!.traceId).not.toBe(GIVEN.traceId);
    expect(reported!.attributes).toMatchObject({ 'messaging.destination.name': 'procurement-compliance' });
    expect([door, placed, assessed].map(({ kind }) => kind)).toEqual([2, 4, 5]);
  });

  it('has in each log which span stated a fact of it', async () => {
    const traces = await until(
      async () => (await Promise.all(platform.services.map(tracesOf))).flat(),
      (found) => found.length >= 4,
    );
    expect(new Set(traces.map(({ traceparent }) => traceparent.split('-')[1]))).toEqual(new Set([GIVEN.traceId]));
    expect(traces.map(({ type }) => type.split('.').at(-2))).toEqual(
      expect.arrayContaining(['OrderPlaced', 'OrderAssessed', 'OrderOpened', 'OrderOffered']),
    );
    for (const { traceparent } of traces)
      await until(() => ofTrace().some(({ spanId }) => spanId === traceparent.split('-')[2]));
  });

  it('tells nobody what the order is about', () => {
    const sent = JSON.stringify(receiver.spans);
    for (const said of [orderId, MUNICIPALITY, VEKSTBEDRIFT, 'Rolls']) expect(sent).not.toContain(said);
  });

  it('has the figures of all its services and of its door on one page, which the door does not have', async () => {
    const text = await (await fetch(platform.metricsUrl!)).text();
    const has = (figure: string) => expect(text.split('\n').filter((line) => line.startsWith(figure))).not.toEqual([]);
    for (const service of SERVICES) has(`inkluderende_consumer_lag_facts{service="${service}",`);
    const timed = 'http_server_request_duration_seconds_count';
    has(`${timed}{service="gateway",method="POST",route="/api/:service/*",status="201"}`);
    if (name === 'Kafka') has('inkluderende_relay_late_seconds{service="ordering"}');
    has(`${timed}{service="ordering",method="POST",route="/api/ordering/orders",status="201"}`);
    const answers = [
      '/metrics',
      '/api/ordering/metrics',
      '/api/ordering/..%2F..%2Fmetrics',
      '/api/ordering/../../metrics',
    ];
    for (const path of answers) expect([path, (await fetch(platform.url + path)).status]).toEqual([path, 404]);
  });

  const tracesOf = ({ database }: Platform['services'][number]) =>
    database.query<{ type: string; traceparent: string }>(
      `SELECT type, coalesce(meta->>'traceparent', 'none') AS traceparent FROM log WHERE key = $1`,
      [orderId],
    );

  /** An order that a department may take, placed by a client that draws spans itself. */
  async function place(): Promise<string> {
    const operator = await tokenFor({ role: 'operator', org: MUNICIPALITY });
    const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
    const municipality = { municipality: MUNICIPALITY, name: 'Lindvik kommune', numbers };
    await send('/api/ordering/municipalities', operator, municipality);
    const units = `/api/ordering/municipalities/${MUNICIPALITY}/units`;
    const unit = (await send(units, operator, { name: 'Town hall' })).happened[0]!.data['unitId'];
    const enterprise = { vekstbedrift: VEKSTBEDRIFT, name: 'Kjøkken Vekst', serves: [MUNICIPALITY] };
    await send('/api/task-assignment/vekstbedrifter', operator, enterprise);
    const department = { name: 'Kitchen', kindsOfWork: ['meeting-food'] };
    await send(`/api/task-assignment/vekstbedrifter/${VEKSTBEDRIFT}/departments`, operator, department);
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const terms = {
      ...{ unit, title: 'Rolls for the council', kindOfWork: 'meeting-food', cpv: '55521200', valueOre: 100_000 },
      ...{ estimatedMinutes: 600, deliverFrom: day(5).slice(0, 10), deliverTo: day(6).slice(0, 10) },
      ...{ place: 'The town hall', claimBy: day(3) },
    };
    const buyer = await tokenFor({ role: 'buyer', org: MUNICIPALITY });
    const traceparent = `00-${GIVEN.traceId}-${GIVEN.spanId}-01`;
    return (await send('/api/ordering/orders', buyer, terms, { traceparent, 'x-correlation-id': newId() })).id;
  }

  async function send(path: string, token: string | undefined, body: object, more: Record<string, string> = {}) {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...more };
    const answer = await fetch(platform.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${said}`);
    return JSON.parse(said) as { id: string; token: string; happened: { data: Record<string, string> }[] };
  }
  const tokenFor = async (persona: object) => (await send('/api/demo/tokens', undefined, persona)).token;
});
