import type { Demand, Outcomes } from '#libs/contracts';
import { acceptedOrder, FLESBERG, NUMEDAL, orderStory, reportingAtWork, ROLLAG, VALDRES } from './order-story.js';

describe('outcomes and demand are seen', () => {
  let at: Awaited<ReturnType<typeof reportingAtWork>>;
  const valueOre = async (role: Parameters<typeof at.readAs>[1]['role'], org: string, search = '') =>
    ((await at.readAs(`outcomes?${search}`, { role, org })) as Outcomes).total.valueOre.value;

  beforeAll(async () => {
    at = await reportingAtWork();
    const unmet = orderStory({ municipality: FLESBERG, vekstbedrift: VALDRES });
    await at.hears(
      ...acceptedOrder(5, { municipality: ROLLAG, vekstbedrift: NUMEDAL, valueOre: 1 }),
      ...acceptedOrder(5, { municipality: FLESBERG, vekstbedrift: NUMEDAL, valueOre: 20 }),
      ...acceptedOrder(5, { municipality: FLESBERG, vekstbedrift: VALDRES, valueOre: 300 }),
      ...[unmet.placed(), unmet.declined('no-hands'), unmet.fallback()],
    );
  });
  afterAll(() => at.service.close());

  it('all of them by the programme', async () => {
    expect(await valueOre('coordinator', ROLLAG)).toBe(321);
    expect(await valueOre('operator', ROLLAG)).toBe(321);
    expect(await valueOre('coordinator', ROLLAG, `municipality=${FLESBERG}&vekstbedrift=${NUMEDAL}`)).toBe(20);
  });

  it('by a municipality only its own, whichever vekstbedrift it asks for', async () => {
    expect(await valueOre('buyer', FLESBERG)).toBe(320);
    expect(await valueOre('adviser', ROLLAG)).toBe(1);
    expect(await valueOre('buyer', FLESBERG, `vekstbedrift=${VALDRES}`)).toBe(300);
    expect(await valueOre('buyer', FLESBERG, `municipality=${FLESBERG}`)).toBe(320);
  });

  it('by a vekstbedrift only its own, whichever municipality it asks for', async () => {
    expect(await valueOre('manager', NUMEDAL)).toBe(21);
    expect(await valueOre('work-leader', VALDRES)).toBe(300);
    expect(await valueOre('manager', NUMEDAL, `municipality=${ROLLAG}`)).toBe(1);
  });

  it('of another not at all: it is not found', async () => {
    const asked = [
      at.service.as({ role: 'buyer', org: ROLLAG }).get(`outcomes?municipality=${FLESBERG}`),
      at.service.as({ role: 'adviser', org: ROLLAG }).get(`demand?municipality=${FLESBERG}`),
      at.service.as({ role: 'manager', org: NUMEDAL }).get(`outcomes?vekstbedrift=${VALDRES}`),
      at.service.as({ role: 'work-leader', org: NUMEDAL }).get(`demand?vekstbedrift=${VALDRES}`),
    ];
    const codes = (await Promise.all(asked)).map(({ status, body }) => [status, body.code]);
    const [municipality, vekstbedrift] = ['municipality-not-found', 'vekstbedrift-not-found'].map((code) => [
      404,
      code,
    ]);
    expect(codes).toEqual([municipality, municipality, vekstbedrift, vekstbedrift]);
  });

  it('demand too: a vekstbedrift reads its own declines, not those of another', async () => {
    const declined = async (org: string) =>
      ((await at.readAs('demand', { role: 'manager', org })) as Demand).declined.map(({ reason }) => reason);
    expect(await declined(VALDRES)).toEqual(['no-hands']);
    expect(await declined(NUMEDAL)).toEqual([]);
  });
});
