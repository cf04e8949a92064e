import { TokenVerifier } from '#libs/service-kit';
import request from 'supertest';
import type { RunningGateway } from '../src/index.js';
import { gatewayTo } from './gateway-under-test.js';
import { json, neighbour } from './neighbour.js';

const PROBLEM = 'application/problem+json';
const REGISTERED = '310000019';
const UNKNOWN = '310000027';
const KITCHEN = '019ab1c0-7e00-7000-8000-000000000001';

describe('demo mode', () => {
  let behind: Awaited<ReturnType<typeof neighbour>>;
  let gateway: RunningGateway;

  beforeAll(async () => {
    behind = await neighbour(({ url }, response) => {
      if (url.endsWith(`/municipalities/${REGISTERED}`)) return json(response, 200, { municipality: REGISTERED });
      if (url.endsWith(`/vekstbedrifter/${REGISTERED}`))
        return json(response, 200, { departments: [{ departmentId: KITCHEN }] });
      json(response, 404, {});
    });
    gateway = await gatewayTo(behind.url);
  });
  afterAll(async () => {
    await gateway.close();
    await behind.close();
  });
  const ask = (body: object | string) => request(gateway.url).post('/api/demo/tokens').type('json').send(body);
  const verifier = () => new TokenVerifier(new URL(`${gateway.url}/.well-known/jwks.json`), true);

  it('gives an operator a token that the services accept, with any valid organisation number', async () => {
    const now = '2018-05-01T08:00:00.000Z';
    const answer = await ask({ role: 'operator', org: UNKNOWN, now });
    expect([answer.status, answer.headers['cache-control']]).toEqual([201, 'no-store']);
    const hours = (Date.parse(answer.body.expiresAt) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(12);
    const bearer = await verifier().verify(`Bearer ${answer.body.token}`);
    expect(bearer).toEqual({ sub: expect.stringMatching(/^p-[\w-]{22}$/), role: 'operator', org: UNKNOWN, now });
  });

  it('gives the same holder the same pseudonym, and everyone else another', async () => {
    const of = async (body: object) =>
      (await verifier().verify(`Bearer ${(await ask(body)).body.token as string}`)).sub;
    const buyer = { role: 'buyer', org: REGISTERED };
    const subs = await Promise.all([of(buyer), of({ ...buyer, role: 'adviser' }), of({ ...buyer, role: 'manager' })]);
    expect(new Set(subs).size).toBe(3);
    expect(await of({ ...buyer, now: '2018-05-01T08:00:00.000Z' })).toBe(subs[0]);
  });

  it('gives buyers, managers and work-leaders of registered organisations theirs', async () => {
    for (const role of ['buyer', 'adviser', 'manager'])
      expect([role, (await ask({ role, org: REGISTERED })).status]).toEqual([role, 201]);
    const leader = await ask({ role: 'work-leader', org: REGISTERED, department: KITCHEN });
    const bearer = await verifier().verify(`Bearer ${leader.body.token}`);
    expect(bearer).toMatchObject({ role: 'work-leader', org: REGISTERED, department: KITCHEN });
  });

  it.each([
    ['not JSON', 'role=operator', 'invalid-request'],
    ['a field named twice', `{"role":"buyer","role":"operator","org":"${UNKNOWN}"}`, 'field-named-twice'],
  ])('gives none for %s, as every service would answer', async (_, body, code) => {
    const answer = await ask(body);
    expect(answer.headers['content-type']).toContain(PROBLEM);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('gives none for an organisation or department that nobody has registered', async () => {
    for (const role of ['buyer', 'adviser', 'manager']) {
      const answer = await ask({ role, org: UNKNOWN });
      expect([answer.status, answer.type, answer.body.code]).toEqual([422, PROBLEM, 'organisation-not-registered']);
    }
    const leader = { role: 'work-leader', org: REGISTERED, department: KITCHEN.replace(/1$/, '2') };
    expect((await ask(leader)).body).toMatchObject({ status: 422, code: 'department-not-registered' });
  });

  it('says what is wrong with a request for a token, as the services do', async () => {
    const wrong: [object | string, string][] = [
      [{ role: 'mayor', org: REGISTERED }, 'role'],
      [{ role: 'buyer', org: '310000018' }, 'org'],
      [{ role: 'buyer', org: REGISTERED, department: KITCHEN }, 'department'],
      [{ role: 'work-leader', org: REGISTERED }, 'department'],
      [{ role: 'operator', org: REGISTERED, now: 'yesterday' }, 'now'],
      [{ role: 'operator', org: REGISTERED, sub: 'me' }, 'sub'],
      ['[]', ''],
      ['null', ''],
    ];
    for (const [body, field] of wrong) {
      const answer = await ask(body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'invalid-input']);
      expect(answer.body.errors[0].field).toBe(field);
    }
    expect((await ask('{broken')).body).toMatchObject({ status: 400, code: 'invalid-request' });
    expect((await request(gateway.url).post('/api/demo/tokens')).status).toBe(400);
  });

  it('answers 502 where the register cannot be asked, not that nobody is registered', async () => {
    const other = await gatewayTo('http://127.0.0.1:1');
    const answer = await request(other.url).post('/api/demo/tokens').send({ role: 'buyer', org: REGISTERED });
    expect([answer.status, answer.body.code]).toEqual([502, 'service-unreachable']);
    await other.close();
  });
});
