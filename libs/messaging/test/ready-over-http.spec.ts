import { newId } from '#libs/contracts';
import { DeadLetters, TransientError } from '#libs/messaging';
import { testService, until, type TestService } from '#libs/service-kit/testing';
import { placed, tiny, trouble } from './two-logs.js';

const PATIENCE_MS = 200;

describe('a service, asked over HTTP whether it is ready', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await testService(tiny, { patienceMs: PATIENCE_MS });
    await untilReady();
  });
  afterEach(async () => {
    trouble.handle = undefined;
    await service.close();
  });

  async function answer(): Promise<{ status: number; why?: string }> {
    const response = await fetch(`${service.service.url}/health/ready`);
    const { checks } = (await response.json()) as { checks: { name: string; why?: string }[] };
    const down = checks.find(({ why }) => why !== undefined);
    return { status: response.status, ...(down && { why: `${down.name}: ${down.why}` }) };
  }
  const untilNot = (why: string) => until(answer, (seen) => seen.status === 503 && seen.why === why);
  const untilReady = () => until(answer, ({ status }) => status === 200);

  it('is not while a shard has waited for too long, and is again when it gets on', async () => {
    let isDown = true;
    trouble.handle = () => {
      if (isDown) throw new TransientError('the mill is down');
    };
    const orderId = newId();
    await service.publish('OrderPlaced', placed(orderId, 1));
    const reason = /^consumers: procurement-compliance waits at ordering\/\d+: Error: the mill is down$/;
    await until(answer, ({ status, why = '' }) => status === 503 && reason.test(why));
    isDown = false;
    await untilReady();
    expect(await service.facts(orderId)).toHaveLength(1);
  });

  it('is not while it cannot look at the heads of a log, and is again when it can', async () => {
    const holder = await service.neighbour('ordering').pool.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE shard');
    await untilNot('consumers: procurement-compliance does not run');
    await holder.query('ROLLBACK');
    holder.release();
    await untilReady();
  });

  it('is not while a parked fact waits for an operator, and is again when one has acted', async () => {
    trouble.handle = () => {
      throw new Error('cannot digest this');
    };
    const orderId = newId();
    await service.publish('OrderPlaced', placed(orderId, 1));
    await untilNot('parked: 1 parked facts wait for an operator');
    trouble.handle = undefined;
    const [consumer] = service.service.consumers.consumers;
    const decided = { by: 'test', reason: 'digestible now' };
    expect(await service.service.app.get(DeadLetters).redrive(consumer!, 'ordering', orderId, decided)).toBe(1);
    await untilReady();
  });

  it('is not while its database cannot be reached, and is again when it can', async () => {
    const lent = await Promise.all(Array.from({ length: 6 }, () => service.database.pool.connect()));
    expect((await answer()).why).toMatch(/^database: /);
    for (const client of lent) client.release();
    await untilReady();
  });

  it('is not once its consumers have stopped', async () => {
    await service.service.consumers.close();
    await untilNot('consumers: procurement-compliance does not run');
  });
});
