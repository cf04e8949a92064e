import { check, TurnoverShares, type FactBody, type Role } from '#libs/contracts';
import {
  acceptedOrder,
  BAKERY,
  CATERER,
  FLESBERG,
  NUMEDAL,
  reportingAtWork,
  ROLLAG,
  told,
  VALDRES,
} from './order-story.js';

describe('shares of turnover', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  const noon = '2026-01-05T11:00:00.000Z';
  const shares = async (search = '', org = NUMEDAL): Promise<TurnoverShares> =>
    at.read(`turnover-shares/${org}${search}`);
  const reports = (year: number, lines: FactBody<'TurnoverReported'>['lines']) =>
    at.hears(told(noon, 'TurnoverReported', { vekstbedrift: NUMEDAL, year, lines }));
  const owned = (validFrom: string, ...owners: string[]) =>
    told(noon, 'OwnershipRecorded', {
      ...{ vekstbedrift: NUMEDAL, validFrom, privateShare: 0 },
      owners: owners.map((owner) => ({ owner, share: 10_000 / owners.length })),
    });

  beforeAll(async () => {
    at = await reportingAtWork();
    const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
    await at.hears(
      told(noon, 'MunicipalityRegistered', { municipality: ROLLAG, name: 'Rollag', numbers }),
      told(noon, 'VekstbedriftRegistered', { vekstbedrift: NUMEDAL, name: 'Numedal Vekst', serves: [ROLLAG] }),
    );
  });
  afterAll(() => at.service.close());

  it('are of no vekstbedrift that nobody has heard of, nor of an address that is none', async () => {
    for (const org of [VALDRES, 'numedal']) {
      const { status, body } = await at.service.as({ role: 'operator', org: ROLLAG }).get(`turnover-shares/${org}`);
      expect([status, body.code]).toEqual([404, 'vekstbedrift-not-found']);
    }
  });

  it('are not there before turnover is declared, and say so', async () => {
    expect(await shares('?year=2025')).toEqual({
      ...{ vekstbedrift: NUMEDAL, name: 'Numedal Vekst', year: 2025, classes: [], customers: [] },
      turnoverOre: { value: null, certainty: 'declared', reason: 'not-reported' },
      acceptedFromOwnersOre: { value: null, certainty: 'measured', reason: 'no-owners-recorded' },
    });
  });

  it('sum to the whole by class, and those of named customers to at most their class', async () => {
    await reports(2025, [
      { customerClass: 'owners', customer: ROLLAG, amountOre: 100 },
      { customerClass: 'owners', customer: FLESBERG, amountOre: 100 },
      { customerClass: 'owners', amountOre: 100 },
      { customerClass: 'private', customer: BAKERY, amountOre: 350 },
      { customerClass: 'nav', amountOre: 50 },
    ]);
    const { turnoverOre, classes, customers } = await shares('?year=2025');
    expect(turnoverOre).toEqual({ value: 700, certainty: 'declared' });
    expect(classes.map(({ customerClass, amountOre, share }) => [customerClass, amountOre, share])).toEqual([
      ['owners', 300, 4286],
      ['nav', 50, 714],
      ['other-public', 0, 0],
      ['private', 350, 5000],
    ]);
    expect(customers.map(({ customer, name, share, certainty }) => [customer, name, share, certainty])).toEqual([
      [BAKERY, undefined, 5000, 'declared'],
      [ROLLAG, 'Rollag', 1429, 'declared'],
      [FLESBERG, undefined, 1429, 'declared'],
    ]);
  });

  it('are those of the last report of a year, and of the last year where none is named', async () => {
    await reports(2024, [{ customerClass: 'nav', amountOre: 7 }]);
    await reports(2025, [{ customerClass: 'nav', amountOre: 9 }]);
    expect(await shares()).toMatchObject({ year: 2025, turnoverOre: { value: 9 } });
    expect(await shares('?year=2024')).toMatchObject({ year: 2024, turnoverOre: { value: 7 } });
  });

  it('are none of a turnover of nothing', async () => {
    await reports(2023, [{ customerClass: 'nav', amountOre: 0 }]);
    const { turnoverOre, classes } = await shares('?year=2023');
    expect([turnoverOre, classes]).toEqual([{ value: 0, certainty: 'declared', reason: 'no-turnover' }, []]);
  });

  it('stand beside what the platform measured from the owners of each day, and neither is derived from the other', async () => {
    const order = (placedAt: string, municipality: string, valueOre: number, vekstbedrift = NUMEDAL) =>
      acceptedOrder(5, { placedAt, municipality, valueOre, vekstbedrift });
    await at.hears(
      ...[owned('2024-06-01', ROLLAG), owned('2025-07-01', ROLLAG, FLESBERG)],
      ...order('2025-06-30T21:59:59.999Z', FLESBERG, 1), // the last day Flesberg is no owner
      ...order('2025-06-30T22:00:00.000Z', FLESBERG, 20), // the first day it is one
      ...order('2025-02-01T09:00:00.000Z', ROLLAG, 300),
      ...order('2025-02-01T09:00:00.000Z', ROLLAG, 4_000, VALDRES),
      ...order('2025-12-31T23:00:00.000Z', ROLLAG, 50_000), // in Norway it is 2026
    );
    const { turnoverOre, acceptedFromOwnersOre } = await shares('?year=2025');
    expect(acceptedFromOwnersOre).toEqual({ value: 320, certainty: 'measured' });
    expect(turnoverOre).toEqual({ value: 9, certainty: 'declared' });
  });

  it('are seen by the vekstbedrift, by its owners of that year and by the programme', async () => {
    const status = async (role: Role, org: string, year: number) =>
      (await at.service.as({ role, org }).get(`turnover-shares/${NUMEDAL}?year=${year}`)).status;
    expect(await status('manager', NUMEDAL, 2025)).toBe(200);
    expect(await status('work-leader', VALDRES, 2025)).toBe(404);
    expect(await status('buyer', ROLLAG, 2024)).toBe(200);
    expect(await status('buyer', ROLLAG, 2023)).toBe(404);
    expect(await status('adviser', FLESBERG, 2025)).toBe(200);
    expect(await status('adviser', FLESBERG, 2024)).toBe(404);
    expect(await status('adviser', CATERER, 2025)).toBe(404);
    expect(await status('coordinator', CATERER, 2023)).toBe(200);
  });

  it('are not seen by an owner that has left', async () => {
    await at.hears(owned('2026-01-01', FLESBERG));
    const { status } = await at.service.as({ role: 'buyer', org: ROLLAG }).get(`turnover-shares/${NUMEDAL}?year=2026`);
    expect(status).toBe(404);
  });

  it('are what their contract says', async () => {
    await reports(2022, [{ customerClass: 'owners', customer: ROLLAG, amountOre: 100 }]);
    expect(check(TurnoverShares, await shares('?year=2022'))).not.toHaveProperty('flaws');
  });
});
