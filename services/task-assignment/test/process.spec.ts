import { FLESBERG, Stage, TERMS } from './stage.js';

let stage: Stage;
beforeEach(async () => (stage = await Stage.open()), 30_000);
afterEach(() => stage.service.close());

const EXPIRED = '2018-11-22T08:00:00.000Z';

describe('ordering and task-assignment cross', () => {
  it('a claim that expired is confirmed: it is gone, and ordering is told so', async () => {
    await stage.publish(stage.rodberg, 300);
    const order = await stage.opened({ claimBy: '2018-11-24T08:00:00.000Z' });
    const claimId = stage.claimIn((await stage.claim(order.orderId, stage.rodberg)).body);
    expect(await stage.fire(EXPIRED)).toBe(1);
    expect(await stage.free(stage.rodberg)).toEqual([300, 300]);

    const holder = { departmentId: stage.rodberg, vekstbedrift: '310000094' };
    await stage.ordering('OrderConfirmed', { ...order, claimId, ...holder }, EXPIRED);
    await stage.ordering('OrderReopened', { ...order, claimId, reason: 'claim-gone' }, EXPIRED);
    expect((await stage.said(order.orderId)).slice(1)).toMatchObject([
      { name: 'OrderClaimed' },
      { name: 'ClaimReleased', data: { claimId, reason: 'expired' } },
      { name: 'OrderOffered', data: { offered: [{ departmentId: stage.rodberg, freeMinutes: 600 }] } },
      { name: 'ClaimReleased', data: { claimId, reason: 'claim-gone' } },
    ]);
    expect((await stage.claim(order.orderId, stage.rodberg)).status).toBe(201);
  });

  it('a claimed order is withdrawn: the claim is released and its hours are free again', async () => {
    await stage.publish(stage.rodberg, 300);
    const order = await stage.opened();
    await stage.claim(order.orderId, stage.rodberg);
    expect(await stage.free(stage.rodberg)).toEqual([0, 0]);
    await stage.ordering('OrderWithdrawn', { ...order, reason: 'The meeting was moved' });
    expect((await stage.names(order.orderId)).slice(2)).toEqual(['OffersClosed', 'ClaimReleased']);
    expect(await stage.free(stage.rodberg)).toEqual([300, 300]);
    expect(await stage.fire('2018-12-31T08:00:00.000Z')).toBe(0);
  });

  it('an order that is amended while it is claimed is closed, and offered anew when it is opened again', async () => {
    await stage.publish(stage.rodberg, 300);
    const { orderId } = await stage.opened();
    await stage.claim(orderId, stage.rodberg);
    const amended = { ...TERMS, orderId, orderVersion: 2, municipalityNumber: '3336', amendedAt: '2018-11-19' };
    await stage.ordering('OrderAmended', amended);
    await stage.opened({ orderId, orderVersion: 2 });
    expect((await stage.said(orderId)).slice(2)).toMatchObject([
      { name: 'OffersClosed', data: { orderVersion: 1, reason: 'amended' } },
      { name: 'ClaimReleased', data: { orderVersion: 1, reason: 'amended' } },
      { name: 'OrderOffered', data: { orderVersion: 2, offered: [{ departmentId: stage.rodberg }] } },
    ]);
  });

  it('a vekstbedrift that was refused at award is not offered the order again', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.lampeland, 300);
    await stage.publish(stage.fagernes, 300);
    const order = await stage.opened();
    const claimId = stage.claimIn((await stage.claim(order.orderId, stage.rodberg)).body);
    await stage.ordering('OrderReopened', { ...order, claimId, reason: 'award-refused' });

    const offered = (await stage.said(order.orderId)).at(-1)!;
    expect(offered).toMatchObject({ name: 'OrderOffered', data: { offered: [{ departmentId: stage.fagernes }] } });
    for (const department of [stage.rodberg, stage.lampeland]) {
      const { body } = await stage.claim(order.orderId, department);
      expect(body).toMatchObject({ code: 'not-offered', figures: { reason: 'refused-at-award' } });
    }
    expect((await stage.claim(order.orderId, stage.fagernes)).status).toBe(201);
  });

  it('a refusal that comes after its claim expired takes back what was offered to its vekstbedrift since', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.fagernes, 300);
    const order = await stage.opened({ claimBy: '2018-11-24T08:00:00.000Z' });
    const claimId = stage.claimIn((await stage.claim(order.orderId, stage.rodberg)).body);
    await stage.fire(EXPIRED);
    await stage.ordering('OrderReopened', { ...order, claimId, reason: 'award-refused' }, EXPIRED);
    const [again, refused, toOthers] = (await stage.said(order.orderId)).slice(-3);
    expect(again).toMatchObject({ name: 'OrderOffered', data: { offered: [{}, {}] } });
    expect(refused).toMatchObject({ name: 'ClaimReleased', data: { claimId, reason: 'award-refused' } });
    expect(toOthers).toMatchObject({ name: 'OrderOffered', data: { offered: [{ departmentId: stage.fagernes }] } });
    const { body } = await stage.claim(order.orderId, stage.rodberg);
    expect(body).toMatchObject({ code: 'not-offered', figures: { reason: 'refused-at-award' } });
    expect(await stage.free(stage.rodberg)).toEqual([300, 300]);
  });

  it('an order concerns only those who were considered for it, and each sees no more than its own departments', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.fagernes, 300);
    const [served, foreign] = [await stage.opened(), await stage.opened({ municipality: FLESBERG })];
    const { body } = await stage.otherManager().get(`orders/${served.orderId}/offers`);
    expect(body.offered.map(({ departmentId }: { departmentId: string }) => departmentId)).toEqual([stage.fagernes]);
    expect(body.notOffered).toEqual([]);
    expect((await stage.otherManager().get(`orders/${foreign.orderId}/offers`)).status).toBe(404);
    expect((await stage.buyer().get(`orders/${served.orderId}/offers`)).body.offered).toHaveLength(2);
  });

  it('an order that is closed after delivery takes no further delivery', async () => {
    await stage.publish(stage.rodberg, 300);
    const order = await stage.confirmed(await stage.opened());
    const work = {
      claimId: order.claimId,
      deliveredOn: '2018-11-19',
      facilitatedMinutes: 1,
      participations: 1,
      steps: [],
      purchases: [],
    };
    const deliver = () => stage.leader(stage.rodberg).post(`orders/${order.orderId}/deliveries`, work);
    expect([(await deliver()).status, (await deliver()).status]).toEqual([201, 201]);
    const { claimId: _, ...closed } = order;
    await stage.ordering('OrderClosed', closed);
    expect((await deliver()).body).toMatchObject({ code: 'order-ended', figures: { reason: 'closed' } });
  });
});

describe('deadlines', () => {
  it('by a signed clock pass only when asked for, in order, each at its own moment, for the named municipalities', async () => {
    await stage.publish(stage.rodberg, 300);
    const first = await stage.opened();
    const second = await stage.opened({ claimBy: '2018-11-20T08:00:00.000Z' });
    const other = await stage.opened({ municipality: FLESBERG });
    await stage.claim(first.orderId, stage.rodberg);

    // The wall clock is not the signed one: a deadline by the wall clock passes by itself meanwhile.
    const soon = new Date(Date.now() + 300).toISOString();
    const today = new Date().toISOString();
    const terms = { deliverFrom: '2199-01-01', deliverTo: '2199-01-02', estimatedMinutes: 1, claimBy: soon };
    const future = { day: '2199-01-01', kindOfWork: 'meeting-food', minutes: 10 };
    await stage.leader(stage.rodberg).post(`departments/${stage.rodberg}/capacity`, { days: [future] });
    const wall = await stage.opened(terms, today, 'wall');
    await stage.service.until(
      () => stage.names(wall.orderId),
      (names) => names.includes('OrderUnclaimed'),
    );
    expect(await stage.names(second.orderId)).toEqual(['OrderOffered']);

    expect(await stage.fire('2018-11-20T07:59:59.999Z')).toBe(0);
    expect(await stage.fire(EXPIRED, [FLESBERG])).toBe(0);
    expect(await stage.fire(EXPIRED)).toBe(2);
    expect(await stage.names(first.orderId)).toEqual([
      'OrderOffered',
      'OrderClaimed',
      'ClaimReleased',
      'OrderUnclaimed',
    ]);
    const passed = (await stage.service.facts()).filter(({ name }) => name === 'OrderUnclaimed');
    expect(passed.map(({ key, occurredAt, clock }) => [key, occurredAt, clock]).slice(-2)).toEqual([
      [second.orderId, '2018-11-20T08:00:00.000Z', 'signed'],
      [first.orderId, EXPIRED, 'signed'],
    ]);
    expect((await stage.names(other.orderId)).length).toBe(2);
    expect(await stage.fire(EXPIRED)).toBe(0);
  });

  it('pass once in a call: a claim that is made meanwhile, under the same now, has to wait for the next', async () => {
    await stage.publish(stage.rodberg, 300);
    const { orderId } = await stage.opened({ claimBy: '2018-11-26T08:00:00.000Z' });
    const others: string[] = [];
    for (let i = 0; i < 20; i += 1) others.push((await stage.opened({ claimBy: '2018-11-23T08:00:00.000Z' })).orderId);
    await stage.claim(orderId, stage.rodberg);

    const firing = stage.fire('2018-11-24T08:00:00.000Z');
    await stage.service.until(
      () => stage.names(orderId),
      (names) => names.includes('ClaimReleased'),
    );
    expect((await stage.claim(orderId, stage.rodberg)).status).toBe(201);
    expect((await stage.names(others.at(-1)!)).length).toBe(1);
    expect(await firing).toBe(21);
    expect((await stage.names(orderId)).at(-1)).toBe('OrderClaimed');
    expect(await stage.fire('2018-11-24T08:00:00.000Z')).toBe(1);
  });

  it('that cannot pass keep no other one from passing', async () => {
    const day = '2199-01-01';
    await stage.leader(stage.rodberg).post(`departments/${stage.rodberg}/capacity`, {
      days: [{ day, kindOfWork: 'meeting-food', minutes: 600 }],
    });
    const openedUntil = (soon: number) => {
      const claimBy = new Date(Date.now() + soon).toISOString();
      return stage.opened({ deliverFrom: day, deliverTo: day, claimBy }, new Date().toISOString(), 'wall');
    };
    const [broken, sound] = [await openedUntil(300), await openedUntil(500)];
    const breaking = `UPDATE assignment SET state = jsonb_set(state, '{municipality}', '"nowhere"') WHERE id = $1`;
    await stage.service.database.query(breaking, [broken.orderId]);
    await stage.service.until(
      () => stage.names(sound.orderId),
      (names) => names.includes('OrderUnclaimed'),
    );
    expect(await stage.names(broken.orderId)).toEqual(['OrderOffered']);
  });

  it('are let pass by the operator only', async () => {
    const { status } = await stage.manager().post('timers/fire', { now: EXPIRED, organisations: [FLESBERG] });
    expect(status).toBe(403);
  });
});
