import { check, MunicipalityList, MunicipalityView, OrderPage } from '#libs/contracts';
import { FLESBERG, NUPRO, ROLLAG } from '../src/domain/testing.js';
import { orderingAtWork, place } from './at-work.js';

let at: Awaited<ReturnType<typeof orderingAtWork>>;
beforeAll(async () => (at = await orderingAtWork()));
afterAll(() => at.service.close());

const keeps = (contract: new () => object, body: unknown) => expect(check(contract, body)).not.toHaveProperty('flaws');

describe('Reading orders', () => {
  it('goes newest first, page by page, and only through one’s own', async () => {
    const mine = [await place(at), await place(at), await place(at)].reverse();
    const first = (await at.buyer.get('orders?limit=2')).body as OrderPage;
    keeps(OrderPage, first);
    expect(first.orders.map(({ orderId }) => orderId)).toEqual(mine.slice(0, 2));
    const second = (await at.buyer.get(`orders?limit=2&after=${first.next}`)).body as OrderPage;
    expect(second.orders[0]!.orderId).toBe(mine[2]);
    expect(((await at.neighbour.get('orders')).body as OrderPage).orders).toEqual([]);
    const all = (await at.operator.get('orders?limit=200')).body as OrderPage;
    expect(all).not.toHaveProperty('next');
    expect(all.orders.length).toBeGreaterThanOrEqual(3);
  });

  it('takes ids by their characters, although aa is å in Norwegian', async () => {
    const ids = [
      '0190a000-0000-7000-8000-000000000001',
      '0190aa00-0000-7000-8000-000000000002',
      '0190b000-0000-7000-8000-000000000003',
    ];
    for (const id of ids) {
      const copy = `jsonb_set(jsonb_set(state, '{terms,orderId}', to_jsonb($1::text)), '{terms,initiatedAt}', '"2000-01-01"')`;
      await at.service.database.query(
        `INSERT INTO "order" (id, version, state) SELECT $1, 1, ${copy} FROM "order" LIMIT 1`,
        [id],
      );
    }
    const page = (await at.operator.get('orders?to=2000-01-01')).body as OrderPage;
    expect(page.orders.map(({ orderId }) => orderId)).toEqual([...ids].reverse());
    await at.service.database.query('DELETE FROM "order" WHERE id = ANY($1)', [ids]);
  });

  it('narrows by status and by the day of placing, both days included', async () => {
    const later = at.service.as({ role: 'buyer', org: ROLLAG, now: '2026-11-25T11:00:00.000Z' });
    const orderId = (await later.post('orders', at.asked)).body.id as string;
    const found = async (search: string) =>
      ((await at.buyer.get(`orders?${search}`)).body as OrderPage).orders.map((o) => o.orderId);
    expect(await found('from=2026-11-25&to=2026-11-25')).toEqual([orderId]);
    expect(await found('from=2026-11-26')).toEqual([]);
    expect(await found('to=2026-11-24')).not.toContain(orderId);
    expect(await found('status=placed&from=2026-11-25')).toEqual([orderId]);
    expect(await found('status=closed&from=2026-11-25')).toEqual([]);
  });

  it.each(['status=claimed', 'from=25.11.2026', 'limit=0', 'limit=201', 'limit=two', 'after=first', 'sort=title'])(
    'refuses a search for %s',
    async (search) => {
      const { status, body } = await at.buyer.get(`orders?${search}`);
      expect([status, body.code]).toEqual([400, 'invalid-input']);
    },
  );
});

describe('Reading municipalities', () => {
  it('is for everybody', async () => {
    const anybody = at.service.as({ role: 'work-leader', org: NUPRO });
    const { body } = await anybody.get('municipalities');
    keeps(MunicipalityList, body);
    expect((body as MunicipalityList).municipalities.map(({ name }) => name)).toEqual(['Flesberg', 'Rollag']);
    const rollag = await anybody.get(`municipalities/${ROLLAG}`);
    keeps(MunicipalityView, rollag.body);
    expect(rollag.body.units).toMatchObject([{ unitId: at.units[ROLLAG], name: 'Rollag town hall' }]);
    for (const unknown of [NUPRO, '123']) {
      const { status, body: problem } = await anybody.get(`municipalities/${unknown}`);
      expect([status, problem.code]).toEqual([404, 'municipality-not-found']);
    }
  });

  it('shows a unit that an adviser has registered in the own municipality, and in no other', async () => {
    const adviser = at.service.as({ role: 'adviser', org: FLESBERG });
    expect((await adviser.post(`municipalities/${FLESBERG}/units`, { name: 'The school' })).status).toBe(201);
    expect((await adviser.post(`municipalities/${ROLLAG}/units`, { name: 'The school' })).body.code).toBe(
      'municipality-not-found',
    );
    expect((await adviser.get(`municipalities/${FLESBERG}`)).body.units).toHaveLength(2);
  });
});
