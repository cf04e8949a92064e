import { DAYS, FLESBERG, NOW, NUMEDAL, Stage } from './stage.js';

let stage: Stage;
beforeEach(async () => (stage = await Stage.open()), 30_000);
afterEach(() => stage.service.close());

describe('an order that ordering opens', () => {
  it('is offered, shown to those it is offered to, and explained to the buyer', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.lampeland, 299);
    await stage.publish(stage.fagernes, 300);
    const { orderId } = await stage.opened();

    expect(await stage.names(orderId)).toEqual(['OrderOffered']);
    const { body: theirs } = await stage.leader(stage.rodberg).get('offers');
    expect(theirs).toMatchObject({
      offers: [{ orderId, departmentId: stage.rodberg, freeMinutes: 600, place: 'The town hall' }],
    });
    expect((await stage.leader(stage.lampeland).get('offers')).body).toEqual({ offers: [] });
    expect((await stage.manager().get('offers')).body).toMatchObject({ offers: [{ departmentId: stage.rodberg }] });
    expect((await stage.otherManager().get('offers')).body).toMatchObject({
      offers: [{ departmentId: stage.fagernes }],
    });
    const late = stage.manager(NUMEDAL, '2018-11-21T08:00:00.000Z');
    expect((await late.get('offers')).body).toEqual({ offers: [] });

    const { body } = await stage.buyer().get(`orders/${orderId}/offers`);
    expect(body).toMatchObject({
      status: 'offered',
      offered: expect.arrayContaining([expect.anything(), expect.anything()]),
    });
    const figures = { freeMinutes: 598, estimatedMinutes: 600, missing: 2 };
    expect(body.notOffered).toMatchObject([{ departmentId: stage.lampeland, reason: 'not-enough-capacity', figures }]);
    expect((await stage.buyer(FLESBERG).get(`orders/${orderId}/offers`)).status).toBe(404);
    const rows = await stage.service.database.query('SELECT status, due_at, clock FROM assignment WHERE id = $1', [
      orderId,
    ]);
    expect(rows).toEqual([{ status: 'offered', due_at: '2018-11-21T08:00:00.000Z', clock: 'signed' }]);
  });

  it('that nobody may take is unclaimed, with a reason for every department', async () => {
    const { orderId } = await stage.opened({ kindOfWork: 'snow-clearing' });
    expect(await stage.said(orderId)).toMatchObject([
      {
        name: 'OrderOffered',
        data: { offered: [], notOffered: Array.from({ length: 3 }, () => ({ reason: 'does-not-do-this-work' })) },
      },
      { name: 'OrderUnclaimed', data: { reason: 'nobody-eligible' } },
    ]);
  });

  it('of a municipality that nobody serves is unclaimed too', async () => {
    const { orderId } = await stage.opened({ municipality: FLESBERG });
    const [offered] = await stage.said(orderId);
    expect(offered!.data).toMatchObject({
      offered: [],
      notOffered: [{ reason: 'does-not-serve-municipality' }, {}, {}],
    });
  });
});

describe('two claim at once', () => {
  it('one department wins; the other is told who holds the order, and none of its hours are used', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.fagernes, 300);
    const { orderId } = await stage.opened();

    const answers = await Promise.all([stage.claim(orderId, stage.rodberg), stage.claim(orderId, stage.fagernes)]);
    const [won, lost] = answers[0].status === 201 ? answers : [answers[1], answers[0]];
    expect([won.status, lost.status]).toEqual([201, 409]);
    const holder = won.body.happened[0].data.departmentId as string;
    const loser = holder === stage.rodberg ? stage.fagernes : stage.rodberg;
    expect(lost.body).toMatchObject({
      code: 'order-taken',
      figures: {
        departmentId: holder,
        departmentName: holder === stage.rodberg ? 'Rødberg' : 'Fagernes',
        vekstbedriftName: holder === stage.rodberg ? 'Numedal Vekst' : 'Valdres Vekst',
      },
    });
    expect(await stage.free(holder)).toEqual([0, 0]);
    expect(await stage.free(loser)).toEqual([300, 300]);
    expect(await stage.names(orderId)).toEqual(['OrderOffered', 'OrderClaimed']);

    const seenBy = async (person: { get(path: string): Promise<{ body: { claim: { holds?: object[] } } }> }) =>
      (await person.get(`orders/${orderId}/offers`)).body.claim.holds?.length;
    const [theirs, others] = [stage.manager(), stage.otherManager()].map(seenBy);
    expect([await theirs, await others].sort()).toEqual([2, undefined]);
    expect(await seenBy(stage.buyer())).toBe(2);
  });

  it('two orders want the last hours: one gets them, the other is told the minutes left per day', async () => {
    await stage.publish(stage.rodberg, 310);
    const orders = [(await stage.opened()).orderId, (await stage.opened()).orderId];

    const answers = await Promise.all(orders.map((orderId) => stage.claim(orderId, stage.rodberg)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({
      code: 'capacity-gone',
      figures: { freeMinutes: 20, estimatedMinutes: 600, left: [{ day: DAYS[1], minutes: 20 }] },
    });
    expect(await stage.free(stage.rodberg)).toEqual([0, 20]);
  });
});

describe('a department', () => {
  it('that declines as the last one leaves the order unclaimed', async () => {
    await stage.publish(stage.rodberg, 300);
    await stage.publish(stage.fagernes, 300);
    const { orderId } = await stage.opened();
    await stage.decline(orderId, stage.rodberg);
    await stage.decline(orderId, stage.fagernes);
    expect(await stage.names(orderId)).toEqual(['OrderOffered', 'OfferDeclined', 'OfferDeclined', 'OrderUnclaimed']);
    expect((await stage.claim(orderId, stage.rodberg)).body).toMatchObject({ code: 'offer-closed' });
  });

  it('of others is not found, whatever one wants with it', async () => {
    await stage.publish(stage.rodberg, 300);
    const { orderId } = await stage.opened();
    const department = { departmentId: stage.rodberg };
    const days = [{ day: DAYS[0], kindOfWork: 'meeting-food', minutes: 1 }];
    const wrong = [stage.otherManager(), stage.leader(stage.lampeland)];
    for (const person of wrong) {
      const answers = [
        await person.post(`orders/${orderId}/claims`, department),
        await person.post(`orders/${orderId}/declines`, { ...department, reason: 'no-hands' }),
        await person.post(`departments/${stage.rodberg}/capacity`, { days }),
        await person.get(`departments/${stage.rodberg}/calendar?from=${DAYS[0]}&to=${DAYS[1]}`),
      ];
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
        Array(4).fill([404, 'department-not-found']),
      );
    }
    expect((await stage.buyer().post(`orders/${orderId}/claims`, department)).status).toBe(403);
    expect(await stage.names(orderId)).toEqual(['OrderOffered']);
  });
});

describe('delivered work', () => {
  const work = {
    deliveredOn: '2018-11-19',
    facilitatedMinutes: 540,
    participations: 6,
    steps: ['preparing'],
    purchases: [],
  };

  it('is registered under a confirmed claim only, and uses the hours it held, also when the order is withdrawn', async () => {
    await stage.publish(stage.rodberg, 400);
    const order = await stage.opened();
    const { claimId } = await stage.confirmed(order);
    const deliver = (id: string) =>
      stage.leader(stage.rodberg).post(`orders/${order.orderId}/deliveries`, { ...work, claimId: id });

    expect((await deliver(order.orderId)).body).toMatchObject({ status: 409, code: 'claim-not-confirmed' });
    expect((await deliver(claimId)).status).toBe(201);
    await stage.ordering('OrderWithdrawn', { ...order, reason: 'The meeting was moved' });

    expect(await stage.names(order.orderId)).toEqual([
      'OrderOffered',
      'OrderClaimed',
      'ClaimConfirmed',
      'WorkDelivered',
      'OffersClosed',
    ]);
    expect(await stage.free(stage.rodberg)).toEqual([0, 200]);
    expect((await deliver(claimId)).body).toMatchObject({ status: 409, code: 'order-ended' });
  });

  it('of another vekstbedrift is not found', async () => {
    await stage.publish(stage.rodberg, 400);
    const { orderId, claimId } = await stage.confirmed(await stage.opened());
    const { body } = await stage.otherManager().post(`orders/${orderId}/deliveries`, { ...work, claimId });
    expect(body).toMatchObject({ status: 404, code: 'claim-not-found' });
  });
});

describe('a vekstbedrift', () => {
  it('and its departments can be read by everyone, and a department is registered once by its name', async () => {
    const path = 'vekstbedrifter/310000094/departments';
    const again = await stage.manager().post(path, { name: 'Rødberg', kindsOfWork: ['wood'] });
    expect(again.body.happened[0].data.departmentId).toBe(stage.rodberg);
    const { body } = await stage.buyer().get('vekstbedrifter');
    expect(body.vekstbedrifter).toMatchObject([
      { name: 'Numedal Vekst', departments: [{ name: 'Lampeland' }, { name: 'Rødberg', kindsOfWork: ['wood'] }] },
      { name: 'Valdres Vekst' },
    ]);
    expect((await stage.buyer().get('vekstbedrifter/310000175')).body.departments).toHaveLength(1);
    expect((await stage.buyer().get('vekstbedrifter/310000213')).body.code).toBe('vekstbedrift-not-found');
    expect((await stage.otherManager().post(path, { name: 'Ours', kindsOfWork: ['wood'] })).status).toBe(404);
    const past = { days: [{ day: '2018-11-18', kindOfWork: 'wood', minutes: 1 }] };
    expect((await stage.manager().post(`departments/${stage.rodberg}/capacity`, past)).body).toMatchObject({
      status: 422,
      code: 'day-in-past',
      figures: { today: NOW.slice(0, 10) },
    });
  });
});
