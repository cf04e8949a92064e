import { json, neighbour } from './neighbour.js';
import { gatewayTo } from './gateway-under-test.js';
import type { RunningGateway } from '../src/index.js';
import { connect } from 'node:net';
import { once } from 'node:events';
import request from 'supertest';

const PROBLEM = 'application/problem+json';
const SLOW_MS = 300;

describe('what comes in at the one public door', () => {
  let behind: Awaited<ReturnType<typeof neighbour>>;
  let gateway: RunningGateway;

  beforeAll(async () => {
    behind = await neighbour(({ method, url, rawBody }, response) => {
      if (url.endsWith('/never')) return;
      if (url.endsWith('/half')) return void response.writeHead(200, { 'content-length': '9' }).write('half');
      if (url.endsWith('/no-body-yet')) return response.writeHead(200).flushHeaders();
      if (url.endsWith('/nothing')) return void response.writeHead(204).end();
      if (url.endsWith('/unchanged')) return void response.writeHead(304, { etag: '"3"' }).end();
      if (url.endsWith('/closed'))
        return json(response, 401, { code: 'token-needed' }, { 'content-type': PROBLEM, 'www-authenticate': 'Bearer' });
      if (url.endsWith('/hop'))
        return json(response, 200, {}, { connection: 'x-hop', 'x-hop': '1', 'x-end': '2', trailer: 'x-end' });
      if (method === 'POST' && rawBody.startsWith('{broken')) return json(response, 400, { code: 'invalid-request' });
      json(response, method === 'POST' ? 201 : 200, { got: rawBody }, { etag: '"2"', location: '/api/ordering/1' });
    });
    gateway = await gatewayTo(behind.url, { ANSWER_WITHIN_MS: SLOW_MS });
  });
  afterAll(async () => {
    await gateway.close();
    await behind.close();
  });
  const client = () => request(gateway.url);

  it('reaches the service that the address names, byte for byte, and the answer comes back as it is', async () => {
    const body = '{ "title":"Kaffe, æøå" ,"twice":1,"twice":2}';
    const answer = await client()
      .post('/api/ordering/orders?a=%C3%A6&a=2')
      .set({ 'content-type': 'application/json', authorization: 'Bearer x.y.z', 'idempotency-key': 'k1' })
      .set({ 'if-match': '"1"', 'x-correlation-id': 'correlation-1' })
      .send(body);
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ etag: '"2"', location: '/api/ordering/1' });
    expect(answer.headers['x-correlation-id']).toBe('correlation-1');
    expect(answer.body).toEqual({ got: body });
    expect(behind.last()).toMatchObject({ method: 'POST', url: '/api/ordering/orders?a=%C3%A6&a=2', rawBody: body });
    expect(behind.last().headers).toMatchObject({
      authorization: 'Bearer x.y.z',
      'idempotency-key': 'k1',
      'if-match': '"1"',
      'x-correlation-id': 'correlation-1',
      'content-type': 'application/json',
    });
  });

  it('gets a correlation id where it has none, the same for the service and the caller', async () => {
    const answer = await client().get('/api/reporting/outcomes');
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(behind.last().headers['x-correlation-id']).toBe(answer.headers['x-correlation-id']);
  });

  it('keeps to itself what is meant for one connection only, both ways', async () => {
    const answer = await client().get('/api/ordering/hop').set({ connection: 'x-mine', 'x-mine': '1', te: 'trailers' });
    expect(behind.last().headers).not.toHaveProperty('x-mine');
    expect(behind.last().headers).not.toHaveProperty('te');
    expect(answer.headers).toMatchObject({ 'x-end': '2' });
    expect(answer.headers).not.toHaveProperty('x-hop');
    expect(answer.headers).not.toHaveProperty('trailer');
  });

  it('passes broken JSON, other content types and no content type on: the service answers for them', async () => {
    const broken = await client().post('/api/ordering/orders').type('json').send('{broken');
    expect([broken.status, broken.body]).toEqual([400, { code: 'invalid-request' }]);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/vnd.other']) {
      const answer = await client().put('/api/ordering/orders').set('content-type', type).send('a=1');
      expect([answer.status, answer.body]).toEqual([200, { got: 'a=1' }]);
    }
    const typeless = await rawRequest('POST /api/ordering/orders', 'content-length: 3', 'abc');
    expect(typeless).toMatch(/^HTTP\/1\.1 201 [\s\S]*\{"got":"abc"\}/);
    expect((await client().delete('/api/ordering/orders').type('json')).status).toBe(200);
  });

  it('is refused by the service where it may not come in: the door itself knows no permissions', async () => {
    const answer = await client().get('/api/ordering/closed');
    expect([answer.status, answer.type, answer.body]).toEqual([401, PROBLEM, { code: 'token-needed' }]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('gets answers without a body through', async () => {
    expect((await client().get('/api/ordering/nothing')).status).toBe(204);
    const unchanged = await client().get('/api/ordering/unchanged');
    expect([unchanged.status, unchanged.headers['etag']]).toEqual([304, '"3"']);
    const head = await client().head('/api/ordering/orders');
    expect([head.status, head.headers['etag']]).toEqual([200, '"2"']);
  });

  it('is a 404 with a sentence where there is no such service or route', async () => {
    for (const path of ['/api/billing/invoices', '/api/nonsense', '/api/demo/other', '/nonsense', '/api/__proto__/x']) {
      for (const answer of [await client().get(path), await client().post(path).type('json').send('{}')]) {
        expect([path, answer.status, answer.type, answer.body.code]).toEqual([path, 404, PROBLEM, 'no-such-route']);
      }
    }
  });

  it('is a 413 where the body is over 100 kB, told so before the service hears of it', async () => {
    const heard = behind.received.length;
    const fits = await client().post('/api/ordering/orders').type('json').send('x'.repeat(100_000));
    expect(fits.status).toBe(201);
    const over = await client().post('/api/ordering/orders').type('json').send('x'.repeat(100_001));
    expect([over.status, over.type, over.body.code]).toEqual([413, PROBLEM, 'body-too-large']);
    expect(behind.received).toHaveLength(heard + 1);
  });

  it('is never a 5xx because of what the client sent', async () => {
    const odd = [
      ['GET /api/ordering/%zz', 'x: 1'],
      ['GET /api/ordering/\u0080\u00ff', 'x: 1'],
      ['GET http://elsewhere.example/api/ordering/orders', 'x: 1'],
      ['POST /api/ordering/orders', 'content-type: ;;;\r\ncontent-length: 2', '{}'],
      ['POST /api/ordering/orders', 'transfer-encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'],
      ['GET /api/ordering/orders', 'keep-alive: x\r\nupgrade: websocket\r\nproxy-connection: x'],
      ['OPTIONS /api/ordering/orders', 'x: 1'],
      ['TRACE /api/ordering/orders', 'x: 1'],
      [`GET /api/ordering/${'a'.repeat(9_000)}`, 'x: 1'],
    ];
    for (const [line, headers, body] of odd) {
      const answer = await rawRequest(line!, headers!, body);
      expect([line!.slice(0, 60), /HTTP\/1\.1 (\d+) (?!Continue)/.exec(answer)?.[1]]).toEqual([
        line!.slice(0, 60),
        expect.stringMatching(/^[24]\d\d$/),
      ]);
    }
  });

  it('need not wait with its body until it is told to go on', async () => {
    const answer = await rawRequest('POST /api/ordering/orders', 'expect: 100-continue\r\ncontent-length: 2', '{}');
    expect(answer).toMatch(/^HTTP\/1\.1 100 [^]*HTTP\/1\.1 201 /);
  });

  it('is a 400 with a sentence where the address cannot be read', async () => {
    const answer = await client().get('/api/ordering/%zz');
    expect([answer.status, answer.type, answer.body.code]).toEqual([400, PROBLEM, 'address-unreadable']);
    expect(answer.headers['x-correlation-id']).toBe(answer.body.traceId);
  });

  it('is a 504 where the service takes too long, to begin or to go on', async () => {
    for (const path of ['/api/ordering/never', '/api/ordering/no-body-yet']) {
      const answer = await client().get(path);
      expect([path, answer.status, answer.type, answer.body.code]).toEqual([path, 504, PROBLEM, 'service-too-slow']);
      expect(answer.headers['retry-after']).toBe('2');
    }
    await expect(client().get('/api/ordering/half')).rejects.toThrow('aborted');
  });

  it('is a 502 where the service is not there, and is through again when it is back', async () => {
    const gone = await neighbour((_, response) => json(response, 200, {}));
    const other = await gatewayTo(behind.url, { REPORTING_URL: gone.url });
    expect((await request(other.url).get('/api/reporting/outcomes')).status).toBe(200);
    await gone.close();
    const answer = await request(other.url).get('/api/reporting/outcomes');
    expect([answer.status, answer.type, answer.body.code]).toEqual([502, PROBLEM, 'service-unreachable']);
    expect(answer.body.detail).toMatch(/^[A-Z][^.]+\.$/);
    expect((await request(other.url).get('/api/ordering/orders')).status).toBe(200);
    await other.close();
    await other.close();
  });

  /** A request as it stands, which no client library would send. */
  async function rawRequest(line: string, headers: string, body = ''): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n\r\n${body}`, 'latin1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString('utf8');
  }
});
