import { check, Demand, newId } from '#libs/contracts';
import { FLESBERG, orderStory, reportingAtWork, ROLLAG, told } from './order-story.js';

describe('demand', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  const demand = async (search = ''): Promise<Demand> => at.read(`demand?${search}`);
  const counted = (value: number) => ({ value, certainty: 'measured' });

  beforeAll(async () => {
    at = await reportingAtWork();
    const october = orderStory({ placedAt: '2026-10-31T22:59:59.999Z', valueOre: 100 });
    const november = orderStory({ placedAt: '2026-10-31T23:00:00.000Z', valueOre: 200 });
    const amended = orderStory({ placedAt: '2026-11-05T09:00:00.000Z', valueOre: 400, kindOfWork: 'laundry' });
    const late = orderStory({ placedAt: '2026-11-06T09:00:00.000Z', municipality: FLESBERG, valueOre: 800 });
    const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
    await at.hears(
      told('2026-01-01T09:00:00.000Z', 'MunicipalityRegistered', { municipality: ROLLAG, name: 'Rollag', numbers }),
      ...[october.placed(), october.declined('too-far', newId()), october.declined('no-hands', newId())],
      ...[october.declined('no-hands', newId()), october.fallback('all-declined')],
      ...[november.placed(), november.fallback('nobody-eligible')],
      ...[amended.placed(), amended.amended({ valueOre: 300 })],
      ...[late.placed(), late.fallback('deadline-passed'), late.withdrawn()],
    );
  });
  afterAll(() => at.service.close());

  it('is what was placed in a month of Norway, by kind of work and at the value as last amended', async () => {
    expect((await demand()).placed).toEqual([
      { month: '2026-10', kindOfWork: 'meeting-food', orders: counted(1), valueOre: counted(100) },
      { month: '2026-11', kindOfWork: 'laundry', orders: counted(1), valueOre: counted(300) },
      { month: '2026-11', kindOfWork: 'meeting-food', orders: counted(2), valueOre: counted(1000) },
    ]);
  });

  it('that nobody met is told by place, month, kind of work and reason', async () => {
    const rollag = { municipality: ROLLAG, name: 'Rollag', municipalityNumber: '3336', kindOfWork: 'meeting-food' };
    const flesberg = { municipality: FLESBERG, municipalityNumber: '3336', kindOfWork: 'meeting-food' };
    const { unmet, declined } = await demand();
    expect(unmet).toEqual([
      { month: '2026-10', ...rollag, reason: 'all-declined', orders: counted(1) },
      { month: '2026-11', ...rollag, reason: 'nobody-eligible', orders: counted(1) },
      { month: '2026-11', ...flesberg, reason: 'deadline-passed', orders: counted(1) },
    ]);
    expect(declined).toEqual([
      { month: '2026-10', ...rollag, reason: 'no-hands', declines: counted(2) },
      { month: '2026-10', ...rollag, reason: 'too-far', declines: counted(1) },
    ]);
  });

  it('keeps to the period, the municipality and the kind of work asked for', async () => {
    const october = await demand('to=2026-10-31');
    expect([october.placed, october.unmet, october.declined].map((rows) => rows.length)).toEqual([1, 1, 2]);
    expect((await demand(`municipality=${FLESBERG}`)).placed.map(({ valueOre }) => valueOre.value)).toEqual([800]);
    expect((await demand('kindOfWork=laundry')).unmet).toEqual([]);
  });

  it('is what its contract says', async () => {
    expect(check(Demand, await demand('from=2026-10-01'))).not.toHaveProperty('flaws');
  });
});
