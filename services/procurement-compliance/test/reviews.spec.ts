import { newId } from '#libs/contracts';
import { testService, type TestService } from '#libs/service-kit/testing';
import { accepted, amended, claimed, FLESBERG, kr, ROLLAG, withdrawn } from '../src/domain/testing.js';
import { procurementCompliance } from '../src/index.js';
import { NOW, stepsWith, TODAY } from './steps.js';

let service: TestService;
let { adviserOf, place, assessments, namesUntil, line }: ReturnType<typeof stepsWith> = {} as never;
beforeAll(async () => {
  service = await testService(procurementCompliance);
  ({ adviserOf, place, assessments, namesUntil, line } = stepsWith(service));
});
afterAll(() => service.close());

let ledgers = 100;
/** An order in a new ledger that needs a person. */
const heldOrder = async () => {
  const order = await place({ kindOfWork: 'unheard-of', cpv: `${(ledgers += 1)}10000`, valueOre: kr(500_000) });
  await namesUntil(order.orderId, 'ReviewRequested');
  return { ...order, category: order.cpv.slice(0, 3) };
};
const approve = { orderVersion: 1, decision: 'approve', reason: 'Three suppliers were asked' };
const refuse = { orderVersion: 1, decision: 'refuse', reason: 'It can be announced' };
const decide = (orderId: string, body: object, org = ROLLAG) =>
  adviserOf(org).post(`reviews/${orderId}/decision`, body);
const listed = async (query = '', org = ROLLAG) => {
  const { body } = await adviserOf(org).get(`reviews${query}`);
  return (body.reviews as { orderId: string; status: string }[]).map(({ orderId, status }) => `${orderId} ${status}`);
};

describe('an order that needs a person', () => {
  test('waits among the open reviews of its municipality with the reason and its figures', async () => {
    const { orderId, category } = await heldOrder();
    const { body } = await adviserOf(ROLLAG).get('reviews?status=open');
    expect(body.reviews.find((review: { orderId: string }) => review.orderId === orderId)).toEqual({
      ...{
        orderId,
        orderVersion: 1,
        municipality: ROLLAG,
        category: `cpv-${category}`,
        status: 'open',
        path: 'PART_I',
      },
      ...{ valueOre: kr(500_000), usedOre: kr(500_000), limitOre: kr(500_000), requestedAt: NOW },
      reason: {
        code: 'part-i',
        says: expect.stringContaining('the limit of 500 000 kroner is reached: the procurement act applies.'),
        figures: { usedOre: kr(500_000), limitOre: kr(500_000), headroomOre: 0, day: TODAY },
      },
    });
    expect(await listed('?status=open', FLESBERG)).toEqual([]);
    const operator = await service.as({ role: 'operator', org: FLESBERG }).get('reviews');
    expect(JSON.stringify(operator.body)).toContain(orderId);
    expect((await adviserOf(ROLLAG).get('reviews?status=lost')).status).toBe(400);
  });

  test('goes on when its adviser approves it, and still counts', async () => {
    const { orderId, category } = await heldOrder();
    const receipt = await decide(orderId, approve);
    expect([receipt.status, receipt.body.happened]).toMatchObject([201, [{ fact: 'ReviewDecided' }]]);
    expect(await listed('?status=decided')).toContain(`${orderId} approved`);
    expect(await line(`cpv-${category}`)).toMatchObject({ usedOre: kr(500_000) });
    const again = await decide(orderId, refuse);
    expect([again.status, again.body.code, again.body.figures.status]).toEqual([409, 'review-not-open', 'approved']);
  });

  test('ends when its adviser refuses it, and counts no more', async () => {
    const { orderId, category } = await heldOrder();
    const receipt = await decide(orderId, refuse);
    expect(receipt.body.happened.map(({ fact }: { fact: string }) => fact)).toEqual([
      'ReviewDecided',
      'LedgerEntryReleased',
    ]);
    expect(await line(`cpv-${category}`)).toMatchObject({ usedOre: 0, entries: 0 });
  });

  test('does not exist for the adviser of another municipality', async () => {
    const { orderId } = await heldOrder();
    const foreign = await decide(orderId, approve, FLESBERG);
    const unknown = await decide(newId(), approve);
    for (const { status, body } of [foreign, unknown]) expect([status, body.code]).toEqual([404, 'review-not-found']);
    expect((await service.as({ role: 'buyer', org: ROLLAG }).post(`reviews/${orderId}/decision`, approve)).status).toBe(
      403,
    );
    expect(await listed('?status=open')).toContain(`${orderId} open`);
  });

  test('is decided in the version that was looked at', async () => {
    const order = await heldOrder();
    const { category: _, ...terms } = order;
    await service.publish(
      'OrderAmended',
      amended({ ...terms, orderVersion: 2, amendedAt: TODAY, valueOre: kr(600_000) }),
    );
    await assessments(order.orderId, 2);
    const late = await decide(order.orderId, approve);
    expect([late.status, late.body.code, late.body.figures.orderVersion]).toEqual([409, 'review-superseded', 2]);
    expect((await decide(order.orderId, { ...approve, orderVersion: 2 })).status).toBe(201);
    const facts = await service.facts(order.orderId);
    expect(facts.find(({ name }) => name === 'ReviewClosed')?.data).toMatchObject({
      orderVersion: 1,
      reason: 'amended',
    });
  });
});

describe('a decision and a withdrawal cross', () => {
  test('decided first: it stays withdrawn and counts no more', async () => {
    const { orderId, category } = await heldOrder();
    await decide(orderId, approve);
    await service.publish('OrderWithdrawn', withdrawn({ orderId }));
    const names = await namesUntil(orderId, 'LedgerEntryReleased');
    expect(names.slice(-2)).toEqual(['ReviewDecided', 'LedgerEntryReleased']);
    expect(await line(`cpv-${category}`)).toMatchObject({ usedOre: 0 });
  });

  test('withdrawn first: there is nothing left to decide', async () => {
    const { orderId, category } = await heldOrder();
    await service.publish('OrderWithdrawn', withdrawn({ orderId }));
    const names = await namesUntil(orderId, 'LedgerEntryReleased');
    expect(names.slice(-2)).toEqual(['ReviewClosed', 'LedgerEntryReleased']);
    const late = await decide(orderId, approve);
    expect([late.status, late.body.code, late.body.figures.status]).toEqual([409, 'review-not-open', 'closed']);
    expect(await line(`cpv-${category}`)).toMatchObject({ usedOre: 0 });
    expect(await listed()).toContain(`${orderId} closed`);
  });

  test('at the same time: whoever is first, it counts no more', async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, heldOrder));
    await Promise.all(
      orders.flatMap(({ orderId }) => [
        decide(orderId, refuse),
        service.publish('OrderWithdrawn', withdrawn({ orderId })),
      ]),
    );
    await service.settled();
    for (const { orderId, category } of orders) {
      const names = (await service.facts(orderId)).map(({ name }) => name);
      expect(names.filter((name) => name === 'LedgerEntryReleased')).toHaveLength(1);
      expect(await line(`cpv-${category}`)).toMatchObject({ usedOre: 0, entries: 0 });
    }
  });
});

describe('a claim', () => {
  const claim = async (orderId: string, orderVersion = 1) => {
    const claimId = newId();
    await service.publish('OrderClaimed', claimed({ orderId, orderVersion, claimId }));
    return service.until(async () => {
      const facts = await service.facts(orderId);
      const answers = facts.filter(({ name }) => name === 'AwardAssessed').map(({ data }) => data);
      return answers.find((answer) => (answer as { claimId: string }).claimId === claimId);
    });
  };

  test('on a cleared order is cleared, on a held or refused one refused, by its rule', async () => {
    const cleared = await place({ kindOfWork: 'furniture-repair', cpv: '50850000' });
    await assessments(cleared.orderId);
    expect(await claim(cleared.orderId)).toMatchObject({ outcome: 'cleared', reasons: [{ rule: 'ORDER_CLEARED' }] });
    expect(await claim(cleared.orderId, 2)).toMatchObject({
      outcome: 'refused',
      reasons: [{ rule: 'ORDER_SUPERSEDED' }],
    });
    const { orderId } = await heldOrder();
    expect(await claim(orderId)).toMatchObject({ outcome: 'refused', reasons: [{ rule: 'ORDER_NOT_CLEARED' }] });
    await decide(orderId, approve);
    expect(await claim(orderId)).toMatchObject({ outcome: 'cleared' });
  });

  test('on an order nobody has assessed is refused rather than left waiting', async () => {
    expect(await claim(newId())).toMatchObject({ outcome: 'refused', reasons: [{ rule: 'ORDER_NOT_ASSESSED' }] });
  });
});

test('late facts about an order that is accepted or unknown decide nothing', async () => {
  const { orderId } = await place({ kindOfWork: 'internal-mail', cpv: '64122000' });
  await service.publish('DeliveryAccepted', accepted({ orderId }));
  const names = await namesUntil(orderId, 'LedgerEntryCorrected');
  await service.publish('OrderWithdrawn', withdrawn({ orderId }));
  await service.publish('DeliveryAccepted', accepted({ orderId, valueOre: kr(1) }));
  const unknown = newId();
  await service.publish('OrderWithdrawn', withdrawn({ orderId: unknown }));
  await service.publish('DeliveryAccepted', accepted({ orderId: unknown }));
  await service.settled();
  expect((await service.facts(orderId)).map(({ name }) => name)).toEqual(names);
  expect(await service.facts(unknown)).toEqual([]);
  expect(await service.database.query('SELECT 1 FROM dead_letter')).toEqual([]);
});
