import { check, newId, Outcomes } from '#libs/contracts';
import { CATERER, FLESBERG, NUMEDAL, orderStory, reportingAtWork, ROLLAG, told } from './order-story.js';

describe('outcomes', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  const outcomes = async (search = ''): Promise<Outcomes> => at.read(`outcomes${search}`);

  beforeAll(async () => {
    at = await reportingAtWork();
    const names = [{ number: '3336', validFrom: '2024-01-01' }];
    await at.hears(
      told('2026-01-01T09:00:00.000Z', 'MunicipalityRegistered', {
        municipality: ROLLAG,
        name: 'Rollag',
        numbers: names,
      }),
    );
  });
  afterAll(() => at.service.close());

  it('are nothing where nothing was placed, and say why there is no lead time', async () => {
    const { groups, total } = await outcomes();
    expect(groups).toEqual([]);
    expect(total.orders).toMatchObject({ placed: 0, accepted: 0, certainty: 'measured' });
    expect(total.valueOre).toEqual({ value: 0, certainty: 'measured' });
    expect(total.leadTimeMedianHours).toEqual({ value: null, certainty: 'measured', reason: 'nothing-delivered' });
    expect(total.participations).toEqual({ value: 0, certainty: 'declared' });
  });

  it('of a full month: each order counts once in every state it ever reached', async () => {
    const disputed = orderStory();
    const [first, second] = [newId(), newId()];
    const outside = orderStory({ municipality: FLESBERG, valueOre: 400_000 });
    const delivery = newId();
    const withdrawn = orderStory();
    const held = orderStory({ kindOfWork: 'town-tidying' });
    const refused = orderStory({ valueOre: 90_000_000 });
    await at.hears(
      // Delivered twice: the first delivery was disputed, the second accepted at less than was ordered.
      ...[disputed.placed(), disputed.assessed(), disputed.opened(), disputed.confirmed()],
      ...[disputed.work(first, 90, 7, [70_000]), disputed.delivered(first, 20), disputed.disputed(first)],
      ...[disputed.work(second, 150, 8, [30_000, 12_345]), disputed.delivered(second, 40)],
      disputed.accepted(second, 200_000),
      // Confirmed, reopened, then nobody: an ordinary supplier delivered.
      ...[outside.placed(), outside.assessed(), outside.opened(), outside.confirmed(), outside.reopened()],
      ...[outside.fallback(), outside.supplied(), outside.deliveredExternally(delivery, 30)],
      outside.acceptedExternally(delivery, 390_000),
      ...[withdrawn.placed(), withdrawn.assessed(), withdrawn.opened(), withdrawn.withdrawn()],
      ...[held.placed(), held.assessed('needs-person', 'PART_I'), held.held(), held.opened('PART_I')],
      ...[refused.placed(), refused.assessed('refused', 'PART_II_OPEN'), refused.refused()],
    );
    const { total } = await outcomes();
    expect(total).toEqual({
      orders: {
        ...{ placed: 5, cleared: 4, held: 1, refused: 1, confirmed: 2, delivered: 2, accepted: 2 },
        ...{ disputed: 1, withdrawn: 1, fallback: 1, certainty: 'measured' },
      },
      valueOre: { value: 590_000, certainty: 'measured' },
      externalValueOre: { value: 390_000, certainty: 'measured' },
      leadTimeMedianHours: { value: 25, certainty: 'measured' },
      leadTimeP90Hours: { value: 29, certainty: 'measured' },
      facilitatedMinutes: { value: 150, certainty: 'declared' },
      participations: { value: 8, certainty: 'declared' },
      rippleOre: { value: 42_345, certainty: 'measured' },
      paths: { orders: { OUTSIDE_LAW: 3, PART_I: 1, PART_II_OPEN: 1 }, certainty: 'measured' },
    });
  });

  it('by municipality: groups carry their name and number, and sum to the total', async () => {
    const { groups, total } = await outcomes('?by=municipality');
    expect(groups.map(({ key, name, orders }) => [key, name, orders.placed])).toEqual([
      [ROLLAG, 'Rollag', 4],
      [FLESBERG, undefined, 1],
    ]);
    expect(groups[0]!.municipalityNumber).toBe('3336');
    expect(groups[0]!.valueOre.value! + groups[1]!.valueOre.value!).toBe(total.valueOre.value);
    expect(groups.map(({ paths }) => paths.orders)).toEqual([
      { OUTSIDE_LAW: 2, PART_I: 1, PART_II_OPEN: 1 },
      { OUTSIDE_LAW: 1 },
    ]);
  });

  it('by vekstbedrift: an order that none has, or has no longer, stands under none, last', async () => {
    const { groups } = await outcomes('?by=vekstbedrift');
    expect(groups.map(({ key, orders }) => [key, orders.placed, orders.accepted])).toEqual([
      [NUMEDAL, 1, 1],
      ['none', 4, 1],
    ]);
  });

  it('of a kind of work, a municipality and a vekstbedrift only', async () => {
    expect((await outcomes('?kindOfWork=town-tidying')).total.orders.placed).toBe(1);
    expect((await outcomes(`?municipality=${FLESBERG}`)).total.valueOre.value).toBe(390_000);
    expect((await outcomes(`?vekstbedrift=${NUMEDAL}&by=kind-of-work`)).groups.map(({ key }) => key)).toEqual([
      'meeting-food',
    ]);
  });

  it('count of several accepted deliveries of an order the latest alone', async () => {
    const story = orderStory({ kindOfWork: 'twice' });
    const [first, second] = [newId(), newId()];
    await at.hears(story.placed(), story.work(second, 20, 6, [200]), story.work(first, 10, 9, [100]));
    await at.hears(
      story.delivered(first),
      story.accepted(first, 3),
      story.delivered(second),
      story.accepted(second, 2),
    );
    const { total } = await outcomes('?kindOfWork=twice');
    expect(total).toMatchObject({
      valueOre: { value: 2 },
      facilitatedMinutes: { value: 20 },
      rippleOre: { value: 200 },
    });
    expect(total.orders.accepted).toBe(1);
  });

  it('count nothing of an order whose placing is not known yet, nor hours of a delivery that is not accepted', async () => {
    const [unknown, open] = [orderStory({ kindOfWork: 'half-told' }), orderStory({ kindOfWork: 'half-told' })];
    const [id, other] = [newId(), newId()];
    await at.hears(unknown.work(id, 60, 9), unknown.delivered(id), unknown.accepted(id));
    await at.hears(open.placed(), open.work(other, 60, 9), open.delivered(other));
    const { orders, facilitatedMinutes, participations } = (await outcomes('?kindOfWork=half-told')).total;
    expect(orders).toMatchObject({ placed: 1, delivered: 1, accepted: 0 });
    expect([facilitatedMinutes.value, participations.value]).toEqual([0, 0]);
  });

  it('count an amended order by its new terms and its new path, on the day it was placed', async () => {
    const story = orderStory({ municipality: CATERER, placedAt: '2026-08-31T08:00:00.000Z' });
    await at.hears(story.placed(), story.assessed(), story.opened());
    await at.hears(story.amended({ valueOre: 1, kindOfWork: 'laundry' }), story.assessed('refused', 'PART_II_OPEN', 2));
    const { groups } = await outcomes(`?municipality=${CATERER}&by=kind-of-work`);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ key: 'laundry', orders: { cleared: 1 }, paths: { orders: { PART_II_OPEN: 1 } } });
  });

  it('by month: an order placed at midnight in Norway belongs to the day that begins', async () => {
    const before = orderStory({ kindOfWork: 'midnight', placedAt: '2026-09-30T21:59:59.999Z' });
    const after = orderStory({ kindOfWork: 'midnight', placedAt: '2026-09-30T22:00:00.000Z' });
    const winter = orderStory({ kindOfWork: 'midnight', placedAt: '2026-12-31T23:00:00.000Z' });
    await at.hears(before.placed(), after.placed(), winter.placed());
    const { groups } = await outcomes('?by=month&kindOfWork=midnight');
    expect(groups.map(({ key }) => key)).toEqual(['2026-09', '2026-10', '2027-01']);
    const october = await outcomes('?from=2026-10-01&to=2026-10-31&kindOfWork=midnight');
    expect(october.total.orders.placed).toBe(1);
  });

  it('refuse a period that ends before it begins, and a search that is none', async () => {
    const as = at.service.as({ role: 'operator', org: ROLLAG });
    const wrong = ['from=2026-02-01&to=2026-01-31', 'from=2026-02-30', 'by=person', 'municipality=123456789'];
    for (const search of wrong) {
      const { status, body } = await as.get(`outcomes?${search}`);
      expect([status, body.code]).toEqual([400, 'invalid-input']);
    }
  });

  it('are what their contract says', async () => {
    expect(check(Outcomes, await outcomes('?by=municipality&from=2026-01-01'))).not.toHaveProperty('flaws');
  });
});
