import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, isFree } from './port.js';

describe('a free port', () => {
  it('is none that a system hands out by itself, and never the same twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    expect(ports.every((port) => port >= 10_000 && port < 32_768)).toBe(true);
  });

  it('is not free any more once somebody listens there', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect([await isFree(port), (await freePort()) === port]).toEqual([false, false]);
    server.close();
  });
});
