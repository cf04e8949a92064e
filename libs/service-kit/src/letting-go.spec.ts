import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { lettingGo } from './letting-go.js';

const GET = 'GET / HTTP/1.1\r\nhost: here\r\n\r\n';
/** Far less than Node would wait by itself. */
const SOON_MS = 5_000;

describe('a server that closes', () => {
  let server: Server;
  let letGo: () => Promise<void>;
  let responses: ServerResponse[];
  const clients: Socket[] = [];

  beforeEach(async () => {
    responses = [];
    server = createServer((_, response) => void responses.push(response)).listen(0, '127.0.0.1');
    letGo = lettingGo(server);
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    server.closeAllConnections();
  });

  async function client(): Promise<Socket> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    clients.push(socket);
    await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
    return socket;
  }

  const asked = async (count: number) => {
    while (responses.length < count) await nextTurn();
  };

  const close = () => {
    const closed = once(server, 'close');
    server.close();
    return Promise.all([closed, letGo()]);
  };

  it(
    'answers what was asked, and keeps no connection for more',
    async () => {
      const socket = await client();
      socket.write(GET);
      await asked(1);
      const closed = close();
      const answered = once(socket, 'data');
      responses[0]!.end('late');
      const [answer] = (await answered) as [Buffer];
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 [\s\S]*late/);
      await closed;
    },
    SOON_MS,
  );

  it(
    'does not wait for who has asked for nothing',
    async () => {
      await client();
      await close();
    },
    SOON_MS,
  );
});
