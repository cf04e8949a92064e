import { newId } from '#libs/contracts';
import { observe, type Observation } from '#libs/service-kit';
import { testService, until, type TestService } from '#libs/service-kit/testing';
import { otlpReceiver, type ReceivedSpan } from '../../../infra/testing/otlp-receiver.js';
import { Engine } from './engine.js';
import { adder, SUMS } from './sums.js';
import { transports } from './transports.js';
import { placed, tiny, trouble } from './two-logs.js';

const GIVEN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const operator = { role: 'operator', org: '310000019' } as const;

describe.each(transports)('the traceparent of a fact over $name', (transport) => {
  it('arrives with it, and none where it has none', async () => {
    const engine = await Engine.start(transport, SUMS);
    try {
      const seen: unknown[] = [];
      const key = newId();
      await engine.tell({ key, nr: 1, traceparent: GIVEN }, { key, nr: 2 });
      await engine.follow(adder((fact) => void seen.push(fact.traceparent)));
      await until(() => seen.length === 2);
      expect(seen).toEqual([GIVEN, undefined]);
    } finally {
      await engine.close();
    }
  });
});

/** The traceparent of a service's only fact about an order. */
async function toldOf(service: TestService, orderId: string): Promise<string | undefined> {
  const [told] = await until(
    () => service.facts(orderId),
    ({ length }) => length === 1,
  );
  return told!.traceparent;
}
const award = (service: TestService, orderId: string, traceparent?: string) =>
  service.as(operator).post(`awards/${orderId}`, {}, traceparent === undefined ? {} : { traceparent });

describe('the traceparent of a fact, where no spans are drawn', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService(tiny);
  });
  afterAll(() => service?.close());

  it('is what came with the request, so that a trace goes on through a service that takes no part', async () => {
    const orderId = newId();
    expect((await award(service, orderId, GIVEN)).status).toBe(201);
    expect(await toldOf(service, orderId)).toBe(GIVEN);
  });

  it.each([
    ['came', undefined],
    ['that holds came', '00-00000000000000000000031129956715-00f067aa0ba902b7-01'],
  ])('is none where none %s', async (_, traceparent) => {
    const orderId = newId();
    expect((await award(service, orderId, traceparent)).status).toBe(201);
    const [row] = await service.database.query<{ meta: object }>('SELECT meta FROM log WHERE key = $1', [orderId]);
    expect(row!.meta).not.toHaveProperty('traceparent');
  });

  it('is that of its cause, where a reaction states it', async () => {
    const orderId = newId();
    await service.publish('OrderPlaced', placed(orderId, 1), { traceparent: GIVEN });
    expect(await toldOf(service, orderId)).toBe(GIVEN);
  });
});

describe('spans of a service', () => {
  let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
  let observation: Observation;
  let service: TestService;
  beforeAll(async () => {
    receiver = await otlpReceiver();
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '20' });
    observation = await observe({ METRICS_HOST: '127.0.0.1' }, () => undefined);
    service = await testService(tiny, { observation });
  });
  afterEach(() => {
    trouble.handle = undefined;
  });
  afterAll(async () => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
    await service?.close();
    await observation?.close();
    await receiver?.close();
  });

  const span = async (holds: (span: ReceivedSpan) => boolean) => (await until(() => receiver.spans.find(holds)))!;
  const idOf = (traceparent?: string) => traceparent?.split('-')[2];

  it('name why a command was refused', async () => {
    const orderId = newId();
    await award(service, orderId);
    expect((await award(service, orderId)).status).toBe(409);
    const { attributes, status } = await span(({ attributes }) => 'fact.rejection' in attributes);
    expect([attributes['fact.rejection'], status]).toEqual(['too-late', 0]);
  });

  it('name the kind of a failure and not its words, and the next attempt goes on in the same trace', async () => {
    let failures = 0;
    trouble.handle = ({ orderId }) => {
      if ((failures += 1) === 1) throw Object.assign(new Error(`Kari Nordmann ${orderId}`), { code: 'ECONNREFUSED' });
    };
    const orderId = newId();
    await service.publish('OrderPlaced', placed(orderId, 1), { traceparent: GIVEN });
    const written = await toldOf(service, orderId);
    const failed = await span(({ status, name }) => name === 'process OrderPlaced' && status === 2);
    const again = await span(({ spanId }) => spanId === idOf(written));
    expect(failed.attributes['error.type']).toBe('ECONNREFUSED');
    for (const each of [failed, again]) {
      expect(each).toMatchObject({ traceId: GIVEN.split('-')[1], parentSpanId: idOf(GIVEN), kind: 5 });
      expect(each.attributes).toMatchObject({
        'fact.types': ['OrderPlaced'],
        'fact.position': expect.anything(),
        'messaging.destination.name': 'ordering',
        'messaging.destination.partition.id': expect.stringMatching(/^\d+$/),
        'messaging.consumer.group.name': 'procurement-compliance',
      });
    }
    expect(JSON.stringify(receiver.spans)).not.toMatch(/Kari|Rolls/);
    expect(JSON.stringify(receiver.spans)).not.toContain(orderId);
  });

  it('are not drawn for those who look after the process', async () => {
    await fetch(`${service.service.url}/health/ready`);
    const orderId = newId();
    await award(service, orderId);
    const told = await toldOf(service, orderId);
    await span(({ spanId }) => spanId === idOf(told));
    expect(receiver.spans.filter(({ name }) => name.includes('/health'))).toEqual([]);
  });
});
