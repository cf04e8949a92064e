import { addMonths, localDay, newId } from '#libs/contracts';
import { testService, type TestService } from '#libs/service-kit/testing';
import { accepted, amended, cpvOf, FLESBERG, kr, ROLLAG, withdrawn } from '../src/domain/testing.js';
import { procurementCompliance } from '../src/index.js';
import { idsInTwoShards, NOW, stepsWith, TODAY } from './steps.js';

let service: TestService;
let { adviserOf, place, assessments, line }: ReturnType<typeof stepsWith> = {} as never;
beforeAll(async () => {
  service = await testService(procurementCompliance);
  ({ adviserOf, place, assessments, line } = stepsWith(service));
});
afterAll(() => service.close());

describe('a placed order', () => {
  test('is assessed and counts in the ledger of its municipality and category', async () => {
    const order = await place({ kindOfWork: 'laundry', cpv: '98310000', valueOre: kr(40_000) });
    const [assessed] = await assessments(order.orderId);
    expect(assessed).toMatchObject({ outcome: 'cleared', ledgerId: `${ROLLAG}:laundry`, headroomOre: kr(460_000) });

    const buyer = service.as({ role: 'buyer', org: ROLLAG, now: NOW });
    const { body } = await buyer.get('ledger');
    expect(body).toMatchObject({ municipality: ROLLAG, on: TODAY });
    expect(body.categories).toContainEqual({
      category: 'laundry',
      usedOre: kr(40_000),
      declaredOre: 0,
      declared: false,
      entries: 1,
      limitOre: kr(500_000),
      headroomOre: kr(460_000),
    });
    const detail = await buyer.get('ledger/laundry');
    expect(detail.body.open).toEqual([{ orderId: order.orderId, valueOre: kr(40_000), initiatedAt: TODAY }]);
  });

  test('shows its assessments to its own municipality and to the programme, to another municipality nothing', async () => {
    const { orderId } = await place({ kindOfWork: 'shredding', cpv: '92000000' });
    await assessments(orderId);
    const path = `assessments/${orderId}`;
    const { body } = await service.as({ role: 'buyer', org: ROLLAG }).get(path);
    expect(body).toMatchObject({ orderId, latest: { orderVersion: 1, assessedAt: NOW }, earlier: [] });
    expect((await service.as({ role: 'coordinator', org: FLESBERG }).get(path)).status).toBe(200);
    const foreign = await adviserOf(FLESBERG).get(path);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'assessment-not-found']);
    for (const nothing of [newId(), 'nonsense', '%00']) {
      expect((await adviserOf(ROLLAG).get(`assessments/${nothing}`)).status).toBe(404);
    }
  });

  test('is assessed once, however often it is told', async () => {
    const order = await place({ kindOfWork: 'firewood', cpv: '03413000' });
    await service.publish('OrderPlaced', order, { occurredAt: NOW });
    await service.settled();
    expect(await assessments(order.orderId)).toHaveLength(1);
    expect(await line('firewood')).toMatchObject({ usedOre: kr(2_500), entries: 1 });
  });

  test('counts no more once it is withdrawn, and counts what was accepted once it is accepted', async () => {
    const [gone, done] = [await place({ kindOfWork: 'packing' }), await place({ kindOfWork: 'packing' })];
    await service.publish('OrderWithdrawn', withdrawn({ orderId: gone.orderId }));
    await service.publish('DeliveryAccepted', accepted({ orderId: done.orderId, valueOre: kr(2_000) }));
    await service.until(async () => (await line('packing')).usedOre === kr(2_000));
    expect(await line('packing')).toMatchObject({ entries: 1, acceptedOre: kr(2_000), open: [] });
    expect((await service.facts(gone.orderId)).map(({ name }) => name)).toEqual([
      'OrderAssessed',
      'LedgerEntryReleased',
    ]);
    expect((await service.facts(done.orderId)).at(-1)).toMatchObject({ name: 'LedgerEntryCorrected' });
  });
});

describe('orders that meet in one ledger', () => {
  const outcomesOfTwo = async (kindOfWork: string, cpv: string) => {
    const ids = idsInTwoShards();
    await Promise.all(ids.map((orderId) => place({ orderId, kindOfWork, cpv, valueOre: kr(250_000) })));
    const both = await Promise.all(ids.map(async (orderId) => (await assessments(orderId))[0]!));
    return both.map(({ outcome }) => outcome).sort();
  };

  test('two that want the last krone: one is cleared, the other needs a person, in each of 20 new ledgers', async () => {
    // An unknown kind is counted by its CPV code: a ledger of its own for each pair.
    const codes = Array.from({ length: 20 }, (_, i) => `3${String(i).padStart(2, '0')}10000`);
    const outcomes = await Promise.all(codes.map((cpv) => outcomesOfTwo('unheard-of', cpv)));
    expect(outcomes).toEqual(codes.map(() => ['cleared', 'needs-person']));
  });

  test('also where the ledger already has orders', async () => {
    await assessments((await place({ kindOfWork: 'gardening', valueOre: kr(1) })).orderId);
    expect(await outcomesOfTwo('gardening', '77310000')).toEqual(['cleared', 'needs-person']);
  });

  test('an amendment moves an order to another category', async () => {
    const order = await place({ kindOfWork: 'recycling', cpv: '90514000', valueOre: kr(30_000) });
    const change = amended({ ...order, orderVersion: 2, kindOfWork: 'caretaking', cpv: '98341130', amendedAt: TODAY });
    await service.publish('OrderAmended', change, { occurredAt: NOW });
    await assessments(order.orderId, 2);
    expect(await line('recycling')).toMatchObject({ usedOre: 0, entries: 0 });
    expect(await line('caretaking')).toMatchObject({ usedOre: kr(30_000), entries: 1 });
    const { body } = await adviserOf(ROLLAG).get(`assessments/${order.orderId}`);
    expect([body.latest.category, body.earlier[0].category]).toEqual(['caretaking', 'recycling']);
  });

  test('amendments that swap categories at the same time never wait for each other in a ring', async () => {
    const [one, other] = ['cleaning', 'snow-clearing'];
    const pairs = await Promise.all(
      Array.from({ length: 10 }, async () => [
        await place({ kindOfWork: one, valueOre: kr(100) }),
        await place({ kindOfWork: other, valueOre: kr(100) }),
      ]),
    );
    const orders = pairs.flat();
    await Promise.all(orders.map(({ orderId }) => assessments(orderId)));
    await Promise.all(
      orders.map((order) => {
        const kindOfWork = order.kindOfWork === one ? other : one;
        const terms = { kindOfWork, cpv: cpvOf(kindOfWork), amendedAt: TODAY };
        return service.publish('OrderAmended', amended({ ...order, orderVersion: 2, ...terms }));
      }),
    );
    await Promise.all(orders.map(({ orderId }) => assessments(orderId, 2)));
    for (const category of [one, other])
      expect(await line(category)).toMatchObject({ usedOre: kr(1_000), entries: 10 });
    const [seen] = await service.database.query<{ deadlocks: number }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(seen).toEqual({ deadlocks: 0 });
  });
});

describe('like purchases made elsewhere', () => {
  const declare = (amountOre: number, terms: object = {}) =>
    adviserOf(FLESBERG).post('declarations', {
      ...{ category: 'food', amountOre, from: '2026-01-01', to: TODAY, basis: 'Accounts' },
      ...terms,
    });

  test('take headroom and make the next assessment surer', async () => {
    const before = await place({ municipality: FLESBERG, valueOre: kr(1_000) });
    const [unsure] = await assessments(before.orderId);
    expect(unsure!.doubts.map(({ rule }) => rule)).toContain('PLATFORM_ONLY');

    const receipt = await declare(kr(499_000));
    expect(receipt.status).toBe(201);
    expect(receipt.body.happened).toMatchObject([{ fact: 'LikePurchasesDeclared', data: { municipality: FLESBERG } }]);
    expect(await line('food', FLESBERG)).toMatchObject({
      ...{ usedOre: kr(500_000), declaredOre: kr(499_000), declared: true, headroomOre: 0, entries: 1 },
      declarations: [{ amountOre: kr(499_000), from: '2026-01-01', to: TODAY }],
    });
    const after = await place({ municipality: FLESBERG, valueOre: kr(1) });
    const [surer] = await assessments(after.orderId);
    expect(surer).toMatchObject({ outcome: 'needs-person', usedOre: kr(500_001) });
    expect(surer!.doubts.map(({ rule }) => rule)).not.toContain('PLATFORM_ONLY');
    expect(await line('food', FLESBERG, addMonths(TODAY, 12))).toMatchObject({ usedOre: 0, headroomOre: kr(500_000) });
  });

  test('are declared up to today and belong to the own municipality', async () => {
    const future = await declare(1, { to: '2026-08-21' });
    expect([future.status, future.body.code]).toEqual([422, 'period-in-future']);
    const negative = await declare(-1);
    expect([negative.status, negative.body.code]).toEqual([400, 'invalid-input']);
    const asBuyer = await service.as({ role: 'buyer', org: FLESBERG }).post('declarations', {});
    expect(asBuyer.status).toBe(403);
  });
});

describe('whose ledger is shown', () => {
  test('a buyer and an adviser see their own, another one is not found', async () => {
    for (const role of ['buyer', 'adviser'] as const) {
      const asked = service.as({ role, org: FLESBERG });
      expect((await asked.get(`ledger?municipality=${ROLLAG}`)).status).toBe(404);
      expect((await asked.get(`ledger/food?municipality=${ROLLAG}`)).status).toBe(404);
      expect((await asked.get('ledger')).body.municipality).toBe(FLESBERG);
    }
  });

  test('a coordinator names the municipality', async () => {
    const coordinator = service.as({ role: 'coordinator', org: FLESBERG });
    expect((await coordinator.get('ledger')).body.code).toBe('municipality-needed');
    const { body } = await coordinator.get(`ledger?municipality=${ROLLAG}`);
    expect(body).toMatchObject({ municipality: ROLLAG, on: localDay(new Date().toISOString()) });
  });

  test('an unknown category is not found, one without orders is empty, one before 2017 has no limit', async () => {
    for (const none of ['FOOD', 'cpv-5555', 'meeting-food', 'cpv-555']) {
      expect((await adviserOf(ROLLAG).get(`ledger/${none}`)).body.code).toBe('category-not-found');
    }
    expect((await adviserOf(ROLLAG).get('ledger?on=2026-02-30')).status).toBe(400);
    expect(await line('internal-mail')).toMatchObject({ usedOre: 0, entries: 0, headroomOre: kr(500_000) });
    const unknown = await line('internal-mail', ROLLAG, '2016-12-31');
    expect(unknown).not.toHaveProperty('limitOre');
    expect(unknown).not.toHaveProperty('headroomOre');
  });
});
