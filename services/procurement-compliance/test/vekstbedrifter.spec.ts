import { testService, type TestService } from '#libs/service-kit/testing';
import { FLESBERG, kr, NUMEDAL_VEKST, ROLLAG } from '../src/domain/testing.js';
import { procurementCompliance } from '../src/index.js';
import { NOW } from './steps.js';

let service: TestService;
beforeAll(async () => {
  service = await testService(procurementCompliance);
});
afterAll(() => service.close());

const NORE_OG_UVDAL = '310000043';
const manager = (org = NUMEDAL_VEKST) => service.as({ role: 'manager', org, now: NOW });
const at = (what: string) => `vekstbedrifter/${NUMEDAL_VEKST}/${what}`;
const owners = [
  { owner: NORE_OG_UVDAL, share: 4_000 },
  { owner: ROLLAG, share: 3_500 },
  { owner: FLESBERG, share: 2_500 },
];

describe('what is recorded on a vekstbedrift', () => {
  test('is empty at first, and every role may read it', async () => {
    for (const role of ['buyer', 'adviser', 'work-leader', 'manager', 'coordinator', 'operator'] as const) {
      const { body } = await service.as({ role, org: ROLLAG }).get('vekstbedrifter/310000051');
      expect(body).toEqual({ vekstbedrift: '310000051', ownership: [], turnover: [] });
    }
  });

  test('owners by period, each holding until the next begins', async () => {
    const first = await manager().post(at('ownership'), { validFrom: '2016-01-01', owners });
    expect([first.status, first.body.happened]).toMatchObject([201, [{ fact: 'OwnershipRecorded' }]]);
    const operator = service.as({ role: 'operator', org: FLESBERG });
    const joined = [
      { owner: ROLLAG, share: 6_000 },
      { owner: FLESBERG, share: 3_900 },
    ];
    expect(
      (await operator.post(at('ownership'), { validFrom: '2024-01-01', owners: joined, privateShare: 100 })).status,
    ).toBe(201);
    const { body } = await manager().get(`vekstbedrifter/${NUMEDAL_VEKST}`);
    expect(body.ownership).toEqual([
      { validFrom: '2016-01-01', validTo: '2023-12-31', owners, privateShare: 0 },
      { validFrom: '2024-01-01', owners: joined, privateShare: 100 },
    ]);
    expect(await service.facts(NUMEDAL_VEKST)).toMatchObject([{ aggVersion: 1 }, { aggVersion: 2 }]);
  });

  test('turnover by year and class of customer; a later report replaces the year', async () => {
    const report = (year: number, ...lines: object[]) => manager().post(at('turnover'), { year, lines });
    const line = (customerClass: string, kroner: number) => ({ customerClass, amountOre: kr(kroner) });
    await report(2025, line('owners', 700_000));
    await report(2025, line('owners', 800_000), line('nav', 7_000_000), line('private', 2_200_000));
    await report(2024, line('nav', 6_000_000));
    const { body } = await manager().get(`vekstbedrifter/${NUMEDAL_VEKST}`);
    expect(body.turnover).toEqual([
      { year: 2024, lines: [line('nav', 6_000_000)] },
      { year: 2025, lines: [line('owners', 800_000), line('nav', 7_000_000), line('private', 2_200_000)] },
    ]);
    const future = await report(2027, line('nav', 1));
    expect([future.status, future.body.code]).toEqual([422, 'year-in-future']);
    const twice = await report(2025, line('nav', 1), line('nav', 2));
    expect([twice.status, twice.body.code]).toEqual([422, 'turnover-line-twice']);
  });

  test('comes from the vekstbedrift itself; shares come to 100 %; the number is a right one', async () => {
    const whole = { validFrom: '2016-01-01', owners };
    const foreign = await manager('310000051').post(at('ownership'), whole);
    expect([foreign.status, foreign.body.code]).toEqual([403, 'not-your-vekstbedrift']);
    const part = await manager().post(at('ownership'), { ...whole, privateShare: 1 });
    expect([part.status, part.body.code, part.body.figures]).toEqual([
      422,
      'shares-do-not-sum',
      { sum: 10_001, missing: -1 },
    ]);
    const wrong = await service.as({ role: 'operator', org: ROLLAG }).post('vekstbedrifter/310000018/ownership', whole);
    expect([wrong.status, wrong.body.code]).toEqual([404, 'vekstbedrift-not-found']);
    expect((await service.as({ role: 'buyer', org: ROLLAG }).post(at('ownership'), whole)).status).toBe(403);
  });
});
