import type { Problem } from '#libs/service-kit';
import { CLAIM, DELIVERY, FLESBERG, incoming, NOW, NUPRO, ROLLAG } from '../src/domain/testing.js';
import { happens, orderingAtWork, place } from './at-work.js';

type Response = { status: number; body: unknown };
let at: Awaited<ReturnType<typeof orderingAtWork>>;
let orderId: string;
let before: unknown;

const stored = async () =>
  (
    await at.service.database.query(
      `SELECT (SELECT count(*) FROM log) AS facts, (SELECT count(*) FROM "order") AS orders,
              (SELECT count(*) FROM municipality) AS municipalities,
              (SELECT md5(string_agg(state::text, '' ORDER BY id)) FROM "order") AS states`,
    )
  )[0];

beforeAll(async () => {
  at = await orderingAtWork();
  orderId = await place(at);
});
afterAll(() => at.service.close());

beforeEach(async () => (before = await stored()));
afterEach(async () => expect(await stored()).toEqual(before));

/** A refusal has its status, a code for programs and a sentence for people. */
function refused({ status, body }: Response, wanted: number, code: string): Problem {
  const problem = body as Problem;
  expect([status, problem.code]).toEqual([wanted, code]);
  expect(problem.detail).toMatch(/^\S.* .*[.)]$/);
  return problem;
}

describe('Placing an order is refused, and nothing is stored,', () => {
  it.each([
    ['with a field nobody knows', { colour: 'red' }, 'unknown-field'],
    ['with an amount that includes VAT', { valueInclVatOre: 312_500 }, 'not-ex-vat'],
    ['with a negative amount', { valueOre: -1 }, 'money'],
    ['with no amount', { valueOre: 0 }, 'money'],
    ['with a fraction of an øre', { valueOre: 2_500.5 }, 'money'],
    ['with an amount as text', { valueOre: '250000' }, 'money'],
    ['with no time to work', { estimatedMinutes: 0 }, 'minutes'],
    ['with an empty title', { title: '  ' }, 'text'],
    ['without a title', { title: undefined }, 'text'],
    ['with an identity number in the title', { title: 'Rolls for 010190 12345' }, 'identity-number'],
    ['with an identity number in the place', { place: 'At 01019012345' }, 'identity-number'],
    ['with a day that does not exist', { deliverFrom: '2026-02-30' }, 'day'],
    ['with a moment without its zone', { claimBy: '2026-11-27T11:00:00' }, 'instant'],
    ['with a CPV code and its check digit', { cpv: '55521200-0' }, 'cpv'],
    ['with a unit that is no id', { unit: 'the town hall' }, 'id'],
    ['with null for what may be left out', { directedTo: null }, 'id'],
  ])('%s', async (_, change, flaw) => {
    const problem = refused(await at.buyer.post('orders', { ...at.asked, ...change }), 400, 'invalid-input');
    expect(problem.errors).toMatchObject([{ field: Object.keys(change)[0], code: flaw }]);
  });

  it.each([
    ['for yesterday', { deliverFrom: '2026-11-22' }, 'day-in-past'],
    ['for a window that ends before it begins', { deliverTo: '2026-11-30' }, 'delivery-window'],
    ['with a deadline that is past', { claimBy: NOW }, 'claim-deadline-in-past'],
    ['with a deadline after delivery', { claimBy: '2026-12-03T23:00:00.000Z' }, 'claim-deadline-after-delivery'],
  ])('%s', async (_, change, code) => {
    refused(await at.buyer.post('orders', { ...at.asked, ...change }), 422, code);
  });

  it('for a unit of another municipality', async () => {
    refused(await at.buyer.post('orders', { ...at.asked, unit: at.units[FLESBERG] }), 404, 'unit-not-found');
    refused(await at.neighbour.post('orders', at.asked), 404, 'unit-not-found');
  });

  it('for a municipality that nobody has registered, or that had no number on the day', async () => {
    const stranger = at.service.as({ role: 'buyer', org: NUPRO, now: NOW });
    refused(await stranger.post('orders', at.asked), 404, 'municipality-not-found');
    const in2018 = at.service.as({ role: 'buyer', org: ROLLAG, now: '2018-06-01T10:00:00.000Z' });
    refused(await in2018.post('orders', at.asked), 422, 'no-municipality-number');
  });
});

describe('Registering is refused, and nothing is stored,', () => {
  const numbers = [{ number: '3336', validFrom: '2024-01-01' }];

  it.each(['310000018', '31000001', '0310000019', 'NO310000019', 310_000_019])(
    'with the organisation number %s',
    async (wrong) => {
      const entry = { municipality: wrong, name: 'Rollag', numbers };
      const problem = refused(await at.operator.post('municipalities', entry), 400, 'invalid-input');
      expect(problem.errors).toMatchObject([{ field: 'municipality', code: 'organisation-number' }]);
    },
  );

  it('with a number that has lost its leading zero, or that holds beside another', async () => {
    const entry = { municipality: NUPRO, name: 'Rollag' };
    const short = [{ number: '632', validFrom: '1990-01-01' }];
    const flawed = refused(
      await at.operator.post('municipalities', { ...entry, numbers: short }),
      400,
      'invalid-input',
    );
    expect(flawed.errors).toMatchObject([{ field: 'numbers[0].number' }]);
    const twice = [...numbers, { number: '3051', validFrom: '2025-01-01' }];
    refused(await at.operator.post('municipalities', { ...entry, numbers: twice }), 422, 'number-periods-overlap');
  });
});

describe('A step of an order is refused, and nothing is stored,', () => {
  const steps: [step: string, body: object][] = [
    ['withdrawal', { reason: 'The meeting is cancelled.' }],
    ['external-supplier', { supplier: NUPRO }],
    ['external-delivery', {}],
    [`deliveries/${DELIVERY}/acceptance`, {}],
    [`deliveries/${DELIVERY}/dispute`, { reason: 'Half is missing.' }],
  ];

  it.each(steps)('for another municipality, as if there were no such order: %s', async (step, body) => {
    const theirs = refused(await at.neighbour.post(`orders/${orderId}/${step}`, body), 404, 'order-not-found');
    const none = refused(await at.buyer.post(`orders/${CLAIM}/${step}`, body), 404, 'order-not-found');
    expect(theirs.detail).toBe(none.detail);
    refused(await at.buyer.post(`orders/the-first/${step}`, body), 404, 'order-not-found');
  });

  it('for another municipality that reads or amends it', async () => {
    const amended = { ...at.asked, unit: at.units[FLESBERG] };
    refused(await at.neighbour.get(`orders/${orderId}`), 404, 'order-not-found');
    refused(await at.neighbour.put(`orders/${orderId}`, amended, { 'if-match': '"1"' }), 404, 'order-not-found');
  });

  it.each([
    ['withdrawal', { reason: 'Asked by 010190 12345.' }, 'identity-number'],
    [`deliveries/${DELIVERY}/dispute`, { reason: '010190-12345 was rude.' }, 'identity-number'],
    ['external-supplier', { supplier: '310000018' }, 'organisation-number'],
    [`deliveries/${DELIVERY}/acceptance`, { valueOre: -1 }, 'money'],
    [`deliveries/${DELIVERY}/acceptance`, { valueOre: 0.5 }, 'money'],
    ['withdrawal', {}, 'text'],
  ])('with a wrong body: %s %p', async (step, body, flaw) => {
    const problem = refused(await at.buyer.post(`orders/${orderId}/${step}`, body), 400, 'invalid-input');
    expect(problem.errors!.map(({ code }) => code)).toContain(flaw);
  });

  it('where the order does not stand there', async () => {
    refused(
      await at.buyer.post(`orders/${orderId}/external-supplier`, { supplier: NUPRO }),
      409,
      'order-not-in-fallback',
    );
    refused(await at.buyer.post(`orders/${orderId}/external-delivery`, {}), 409, 'no-external-supplier');
    const problem = refused(
      await at.buyer.post(`orders/${orderId}/deliveries/${DELIVERY}/acceptance`, {}),
      409,
      'order-not-delivered',
    );
    expect(problem.figures).toEqual({ status: 'placed' });
  });

  it('without the version that was read, or with another one', async () => {
    refused(await at.buyer.put(`orders/${orderId}`, at.asked), 428, 'if-match-needed');
    for (const tag of ['"2"', '"0"', 'W/"1"', '*', '1']) {
      refused(await at.buyer.put(`orders/${orderId}`, at.asked, { 'if-match': tag }), 412, 'order-changed');
    }
  });
});

describe('Who may not do it is told so, and nothing is stored:', () => {
  it.each(['adviser', 'work-leader', 'manager', 'coordinator', 'operator'] as const)('%s', async (role) => {
    const client = at.service.as({ role, org: ROLLAG, now: NOW });
    refused(await client.post('orders', at.asked), 403, 'role-may-not');
    refused(await client.put(`orders/${orderId}`, at.asked, { 'if-match': '"1"' }), 403, 'role-may-not');
    refused(await client.post(`orders/${orderId}/withdrawal`, { reason: 'No.' }), 403, 'role-may-not');
    const reads = await client.get(`orders/${orderId}`);
    expect(reads.status).toBe(role === 'work-leader' || role === 'manager' ? 403 : 200);
  });

  it('a buyer who registers', async () => {
    refused(await at.buyer.post(`municipalities/${ROLLAG}/units`, { name: 'The school' }), 403, 'role-may-not');
    const entry = { municipality: ROLLAG, name: 'Rollag', numbers: [{ number: '3336', validFrom: '2024-01-01' }] };
    refused(await at.buyer.post('municipalities', entry), 403, 'role-may-not');
  });
});

it('A fact about an order that was never placed here changes nothing', async () => {
  const facts = [incoming.assessed('cleared'), incoming.award('cleared'), incoming.unclaimed(), incoming.work()];
  await happens(at.service, CLAIM, ...facts);
});
