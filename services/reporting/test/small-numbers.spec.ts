import type { Outcomes } from '#libs/contracts';
import { acceptedOrder, BAKERY, CATERER, FLESBERG, reportingAtWork, ROLLAG, VALDRES } from './order-story.js';

describe('participations', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  const participations = async (search = '') =>
    ((await at.read(`outcomes?${search}`)) as Outcomes).total.participations;
  const hidden = { value: null, certainty: 'declared', reason: 'small-number' };

  beforeAll(async () => {
    at = await reportingAtWork();
  });
  afterAll(() => at.service.close());

  it('of 4 in all are hidden, one more is shown', async () => {
    await at.hears(...acceptedOrder(4, { municipality: ROLLAG }));
    expect(await participations()).toEqual(hidden);
    await at.hears(...acceptedOrder(1, { municipality: ROLLAG }));
    expect(await participations()).toEqual({ value: 5, certainty: 'declared' });
  });

  it('of a job that nobody took part in are hidden too; where there was no job they are 0', async () => {
    await at.hears(...acceptedOrder(0, { municipality: CATERER }));
    expect(await participations(`municipality=${CATERER}`)).toEqual(hidden);
    expect(await participations(`municipality=${BAKERY}`)).toEqual({ value: 0, certainty: 'declared' });
  });

  it('under 5 hide the next smallest group with them, and the total goes on being shown', async () => {
    await at.hears(
      ...acceptedOrder(3, { municipality: FLESBERG, placedAt: '2027-01-11T09:00:00.000Z' }),
      ...acceptedOrder(8, { municipality: ROLLAG, placedAt: '2027-01-11T09:00:00.000Z' }),
      ...acceptedOrder(30, { municipality: VALDRES, placedAt: '2027-01-11T09:00:00.000Z' }),
    );
    const { groups, total } = (await at.read('outcomes?by=municipality&from=2027-01-01&to=2027-12-31')) as Outcomes;
    const shown = Object.fromEntries(groups.map(({ key, participations: { value } }) => [key, value]));
    expect(shown).toEqual({ [FLESBERG]: null, [ROLLAG]: null, [VALDRES]: 30 });
    expect(total.participations.value).toBe(41);
    expect(groups.map(({ facilitatedMinutes }) => facilitatedMinutes.value)).toEqual([60, 60, 60]);
  });

  it('are not told by asking for the groups one at a time, nor by periods that differ by a day', async () => {
    const year = 'from=2027-01-01&to=2027-12-31';
    expect(await participations(`municipality=${ROLLAG}&${year}`)).toEqual(hidden);
    expect(await participations(`municipality=${FLESBERG}&${year}`)).toEqual(hidden);
    const { reason } = await participations('from=2027-01-01&to=2027-01-11');
    expect(reason).toBe('period-not-whole');
  });
});
