import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Client, type Asker } from './client.js';

const BUYER: Asker = { role: 'buyer', org: '310000019', now: '2018-02-28T08:00:00.000Z' };

let server: Server;
let url: string;
let asked: { line: string; key: string | undefined }[];
/** Answers of the one route that is not for tokens, one after the other; the last one stays. */
let answers: [status: number, body: object][];

beforeAll(async () => {
  server = createServer((request, response) => {
    const isToken = request.url === '/api/demo/tokens';
    asked.push(noted(request));
    const [status, body] = isToken ? [201, { token: 'a.b.c' }] : answers.length > 1 ? answers.shift()! : answers[0]!;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});

beforeEach(() => (asked = []));
afterAll(() => server.close());

const noted = ({ method, url: path, headers }: IncomingMessage) => ({
  line: `${method} ${path}`,
  key: headers['idempotency-key'] as string | undefined,
});
const posts = () => asked.filter(({ line }) => line === 'POST /api/ordering/orders');

describe('the client of the story', () => {
  it('sends a command again under the same key while the platform is busy', async () => {
    answers = [
      [503, { code: 'busy', detail: 'Again.' }],
      [201, { id: 'x' }],
    ];
    await expect(new Client(url).post(BUYER, '/api/ordering/orders', {})).resolves.toEqual({ id: 'x' });
    expect(posts()).toHaveLength(2);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(1);
  });

  it('gives every command a key of its own, and every asker one token', async () => {
    answers = [[201, { id: 'x' }]];
    const client = new Client(url);
    await client.post(BUYER, '/api/ordering/orders', {});
    await client.post(BUYER, '/api/ordering/orders', {});
    expect(new Set(posts().map(({ key }) => key)).size).toBe(2);
    expect(asked.filter(({ line }) => line.endsWith('/tokens'))).toHaveLength(1);
  });

  it('tells a refusal with its code and sentence, and asks no second time', async () => {
    answers = [[409, { code: 'order-taken', detail: 'Rødberg took it first.' }]];
    await expect(new Client(url).post(BUYER, '/api/ordering/orders', {})).rejects.toThrow(
      'POST /api/ordering/orders was answered 409 order-taken: Rødberg took it first.',
    );
    expect(posts()).toHaveLength(1);
  });

  it('waits for what is not there yet', async () => {
    answers = [
      [404, { code: 'order-not-found', detail: 'None.' }],
      [200, { status: 'placed' }],
      [200, { status: 'open' }],
    ];
    const client = new Client(url);
    const look = () => client.get<{ status: string }>(BUYER, '/api/ordering/orders/1');
    await expect(client.until('the order', look, ({ status }) => status === 'open')).resolves.toEqual({
      status: 'open',
    });
  });

  it('gives up in the end and says what it waited for and what it last saw', async () => {
    answers = [[200, { status: 'placed' }]];
    const client = new Client(url, 100);
    const look = () => client.get<{ status: string }>(BUYER, '/api/ordering/orders/1');
    await expect(client.until('the order to be open', look, ({ status }) => status === 'open')).rejects.toThrow(
      'Waited 0.1 s for the order to be open, in vain. The last answer was: {"status":"placed"}',
    );
  });
});
