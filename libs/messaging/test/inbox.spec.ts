import { newId } from '#libs/contracts';
import { DeadLetters } from '#libs/messaging';
import { testService, until, type TestService } from '#libs/service-kit/testing';
import { placed, tiny, trouble } from './two-logs.js';

let service: TestService;
beforeAll(async () => {
  service = await testService(tiny);
});
afterAll(() => service?.close());
afterEach(() => {
  trouble.handle = undefined;
});

const seenBy = async (orderId: string) =>
  (await service.database.query<{ state: { seen: number[] } }>('SELECT state FROM review WHERE id = $1', [orderId]))[0]
    ?.state.seen;

describe('the inbox', () => {
  it('applies every fact of a key once and in order', async () => {
    const orderId = newId();
    for (let version = 1; version <= 5; version += 1) await service.publish('OrderPlaced', placed(orderId, version));
    await service.settled();
    expect(await seenBy(orderId)).toEqual([1, 2, 3, 4, 5]);
    expect((await service.facts(orderId)).map(({ aggVersion }) => aggVersion)).toEqual([1, 2, 3, 4, 5]);
  });

  it('hands on the time, the clock and the correlation of the cause', async () => {
    const orderId = newId();
    await service.publish('OrderPlaced', placed(orderId, 1), {
      occurredAt: '2018-02-28T09:00:00.000Z',
      clock: 'signed',
    });
    await service.settled();
    const [own] = await service.facts(orderId);
    expect(own).toMatchObject({ occurredAt: '2018-02-28T09:00:00.000Z', clock: 'signed', name: 'AwardAssessed' });
    expect(own!.causationId).toBeDefined();
  });

  it('parks a poisoned fact with what follows of its key, while other keys go on', async () => {
    const [poisoned, innocent] = [newId(), newId()];
    trouble.handle = (order) => {
      if (order.orderId === poisoned && order.orderVersion === 1) throw new Error('cannot digest this');
    };
    await service.publish('OrderPlaced', placed(poisoned, 1));
    await service.publish('OrderPlaced', placed(poisoned, 2));
    await service.publish('OrderPlaced', placed(innocent, 1));
    await service.settled();
    const letters = service.service.app.get(DeadLetters);
    expect(await seenBy(innocent)).toEqual([1]);
    expect(await seenBy(poisoned)).toBeUndefined();
    expect((await letters.list({ key: poisoned })).map(({ behind }) => behind)).toEqual([false, true]);

    trouble.handle = undefined;
    const [consumer] = service.service.consumers.consumers;
    expect(await letters.redrive(consumer!, 'ordering', poisoned, { by: 'test', reason: 'mended' })).toBe(2);
    expect(await seenBy(poisoned)).toEqual([1, 2]);
    expect(await letters.openCount()).toBe(0);
  });

  it('tells readiness about what is parked, and is ready again after it is discarded', async () => {
    const poisoned = newId();
    trouble.handle = (order) => {
      if (order.orderId === poisoned) throw new Error('cannot digest this');
    };
    await service.publish('OrderPlaced', placed(poisoned, 1));
    await service.settled();
    const ready = () => fetch(`${service.service.url}/health/ready`);
    expect((await ready()).status).toBe(503);
    const letters = service.service.app.get(DeadLetters);
    for (const { id } of await letters.list()) await letters.discard(id, { by: 'test', reason: 'for the test' });
    expect((await ready()).status).toBe(200);
  });

  it('waits for a dependency that is down instead of parking', async () => {
    const orderId = newId();
    let refusals = 0;
    trouble.handle = (order) => {
      if (order.orderId === orderId && (refusals += 1) < 6)
        throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
    };
    await service.publish('OrderPlaced', placed(orderId, 1));
    await until(() => seenBy(orderId));
    expect(refusals).toBe(6);
  });

  it('is not ready once its consumers have stopped', async () => {
    await service.service.consumers.close();
    const ready = await fetch(`${service.service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toMatch('procurement-compliance does not run');
  });
});
