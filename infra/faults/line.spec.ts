import { until } from '#libs/service-kit/testing';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Line } from './line.js';

describe('a line', () => {
  let server: Server;
  let line: Line;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    // Says everything back.
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('data', (chunk) => socket.write(chunk));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    line = await Line.open((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await line.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function call() {
    const socket = connect(line.port, '127.0.0.1');
    let heard = '';
    let isClosed = false;
    socket.on('error', () => undefined).on('close', () => (isClosed = true));
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    return { say: (text: string) => socket.write(text), heard: () => heard, isClosed: () => isClosed };
  }
  const hears = (caller: ReturnType<typeof call>, text: string) => until(caller.heard, (heard) => heard === text);

  it('passes everything on, in order and both ways', async () => {
    const [one, other] = [call(), call()];
    const long = 'rolls '.repeat(200_000);
    one.say(long);
    other.say('bread');
    await Promise.all([hears(one, long), hears(other, 'bread')]);
  });

  it('that is cut breaks every connection and lets none come about until it is mended', async () => {
    const before = call();
    before.say('a');
    await hears(before, 'a');
    line.cut();
    const during = call();
    await until(() => before.isClosed() && during.isClosed(), Boolean);
    line.mend();
    const after = call();
    after.say('b');
    await hears(after, 'b');
  });

  it('that is frozen holds back what is said, also by who comes meanwhile, and loses nothing of it', async () => {
    const before = call();
    before.say('a');
    await hears(before, 'a');
    line.freeze();
    const during = call();
    before.say('b');
    during.say('c');
    // The same way round as fast as it can go: what is not held back would be here before.
    const beside = await Line.open((server.address() as AddressInfo).port);
    const quick = connect(beside.port, '127.0.0.1');
    quick.write('d');
    await once(quick, 'data');
    expect([before.heard(), during.heard()]).toEqual(['a', '']);
    expect([before.isClosed(), during.isClosed()]).toEqual([false, false]);
    line.mend();
    await Promise.all([hears(before, 'ab'), hears(during, 'c')]);
    await beside.close();
  });

  it('that is slow takes its time and keeps the order', async () => {
    line.slow(100);
    const caller = call();
    const begun = performance.now();
    caller.say('a');
    await hears(caller, 'a');
    expect(performance.now() - begun).toBeGreaterThan(190);
    caller.say('b');
    line.mend();
    caller.say('c');
    await hears(caller, 'abc');
  });

  it('closes with the side that hangs up', async () => {
    const caller = call();
    caller.say('a');
    await hears(caller, 'a');
    for (const socket of sockets) socket.destroy();
    await until(caller.isClosed, Boolean);
  });
});
