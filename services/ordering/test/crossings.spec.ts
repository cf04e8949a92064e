import type { OrderView } from '#libs/contracts';
import { incoming, NOW, ROLLAG } from '../src/domain/testing.js';
import { happens, orderingAtWork, place, told } from './at-work.js';

/** Which of two comes first is chance: each crossing is tried several times. */
const TIMES = [1, 2, 3, 4, 5];

let at: Awaited<ReturnType<typeof orderingAtWork>>;
beforeAll(async () => (at = await orderingAtWork()));
afterAll(() => at.service.close());

const stands = async (orderId: string) => (await at.buyer.get(`orders/${orderId}`)).body as OrderView;
const withdraw = (orderId: string) =>
  at.buyer.post(`orders/${orderId}/withdrawal`, { reason: 'The meeting is cancelled.' });
const amend = (orderId: string, title: string) =>
  at.buyer.put(`orders/${orderId}`, { ...at.asked, title }, { 'if-match': '"1"' });
const countOrders = async () =>
  (await at.service.database.query<{ n: number }>('SELECT count(*) AS n FROM "order"'))[0]!.n;

describe('At the same time', () => {
  it.each(TIMES)('a withdrawal and the award to a claim leave the order withdrawn (%d)', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('cleared'));
    const [{ status }] = await Promise.all([
      withdraw(orderId),
      happens(at.service, orderId, incoming.award('cleared'), incoming.released('withdrawn')),
    ]);
    expect(status).toBe(201);
    const story = await stands(orderId);
    expect(story.status).toBe('withdrawn');
    expect((await told(at.service, orderId)).at(-1)).toBe('OrderWithdrawn');
  });

  it.each(TIMES)('a withdrawal and a review leave the order withdrawn (%d)', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('needs-person'));
    await Promise.all([withdraw(orderId), happens(at.service, orderId, incoming.reviewed('approve'))]);
    expect((await stands(orderId)).status).toBe('withdrawn');
  });

  it.each(TIMES)(
    'an amendment and the assessment of the version before leave the new version to be assessed (%d)',
    async () => {
      const orderId = await place(at);
      const [amended] = await Promise.all([
        amend(orderId, 'Rolls and pastry'),
        happens(at.service, orderId, incoming.assessed('cleared')),
      ]);
      expect([amended.status, amended.headers.etag]).toEqual([200, '"2"']);
      expect(await stands(orderId)).toMatchObject({ status: 'placed', orderVersion: 2, title: 'Rolls and pastry' });
      await happens(at.service, orderId, incoming.award('cleared'), incoming.unclaimed());
      expect((await stands(orderId)).status).toBe('placed');
      await happens(at.service, orderId, incoming.assessed('cleared', { orderVersion: 2 }));
      expect(await stands(orderId)).toMatchObject({ status: 'open', orderVersion: 2 });
    },
  );

  it.each(TIMES)('two amendments of one version: one is made, the other is told to read again (%d)', async () => {
    const orderId = await place(at);
    const answers = await Promise.all([amend(orderId, 'Rolls'), amend(orderId, 'Pastry')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await told(at.service, orderId)).toEqual(['OrderPlaced', 'OrderAmended']);
  });

  it.each(TIMES)('two withdrawals: the order is withdrawn once (%d)', async () => {
    const orderId = await place(at);
    const answers = await Promise.all([withdraw(orderId), withdraw(orderId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await told(at.service, orderId)).toEqual(['OrderPlaced', 'OrderWithdrawn']);
  });
});

describe('An order that is read', () => {
  it('carries its version as its tag, and is amended by it', async () => {
    const orderId = await place(at);
    const read = await at.buyer.get(`orders/${orderId}`);
    expect(read.headers.etag).toBe('"1"');
    const headers = { 'if-match': String(read.headers.etag) };
    expect((await at.buyer.put(`orders/${orderId}`, at.asked, headers)).status).toBe(200);
    expect((await at.buyer.get(`orders/${orderId}`)).headers.etag).toBe('"2"');
  });

  it('can no longer be amended once it is confirmed', async () => {
    const orderId = await place(at);
    await happens(at.service, orderId, incoming.assessed('cleared'), incoming.award('cleared'));
    const { status, body } = await amend(orderId, 'Pastry');
    expect([status, body.code, body.figures]).toEqual([409, 'order-not-amendable', { status: 'confirmed' }]);
  });
});

describe('A request that is sent again under its Idempotency-Key', () => {
  it('gets the same answer, and there is one order', async () => {
    const headers = { 'idempotency-key': 'twice' };
    const first = await at.buyer.post('orders', at.asked, headers);
    const orders = await countOrders();
    const second = await at.buyer.post('orders', at.asked, headers);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.location).toBe(first.headers.location);
    expect(await countOrders()).toBe(orders);
  });

  it('is refused with another body', async () => {
    const headers = { 'idempotency-key': 'changed' };
    await at.buyer.post('orders', at.asked, headers);
    const orders = await countOrders();
    const { status, body } = await at.buyer.post('orders', { ...at.asked, title: 'Pastry' }, headers);
    expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await countOrders()).toBe(orders);
  });

  it.each(TIMES)('at the same time gets the same answer, and there is one order (%d)', async (time) => {
    const orders = await countOrders();
    const headers = { 'idempotency-key': `twins-${time}` };
    const twins = await Promise.all([1, 2, 3].map(() => at.buyer.post('orders', at.asked, headers)));
    expect(twins.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(twins.map(({ body }) => body.id as string)).size).toBe(1);
    expect(await countOrders()).toBe(orders + 1);
  });

  it('is another request when another actor sends it, or the same one without a key', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const colleague = at.service.as({ role: 'buyer', org: ROLLAG, now: NOW, sub: 'p-colleague' });
    const answers = [
      await at.buyer.post('orders', at.asked, headers),
      await colleague.post('orders', at.asked, headers),
      await at.buyer.post('orders', at.asked),
    ];
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(3);
  });

  it('gets the same refusal, even when it would be taken now', async () => {
    const headers = { 'idempotency-key': 'refused' };
    const orderId = await place(at);
    const accept = `orders/${orderId}/external-delivery`;
    const first = await at.buyer.post(accept, {}, headers);
    expect(first.status).toBe(409);
    await happens(at.service, orderId, incoming.assessed('cleared'), incoming.unclaimed());
    await at.buyer.post(`orders/${orderId}/external-supplier`, { supplier: ROLLAG });
    expect((await at.buyer.post(accept, {}, headers)).body.code).toBe(first.body.code);
    expect((await at.buyer.post(accept, {})).status).toBe(201);
  });
});
