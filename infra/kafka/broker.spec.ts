import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../embedded/port.js';
import { Broker, type Ports } from './broker.js';
import { jarsOrWhyNot } from '../testing/kafka.js';

const jars = await jarsOrWhyNot();
const folder = mkdtempSync(join(tmpdir(), 'inkluderende-kafka-'));
let broker: Broker;

(jars ? describe : describe.skip)('A broker from Maven jars', () => {
  beforeAll(async () => {
    broker = new Broker(jars!, folder, 1, [await freePorts()]);
    await broker.start();
  }, 90_000);
  afterAll(async () => {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('answers a client as soon as it has started', async () => {
    expect(await versionsOf(broker)).toMatchObject({ correlationId: 4711, errorCode: 0 });
  });

  it('comes back on its data after it was killed, and without them after they were wiped', async () => {
    await broker.kill();
    expect(broker.isRunning).toBe(false);
    await expect(versionsOf(broker)).rejects.toThrow('ECONNREFUSED');
    await broker.start();
    expect((await versionsOf(broker)).errorCode).toBe(0);
    await broker.wipe();
    await broker.start();
    expect((await versionsOf(broker)).errorCode).toBe(0);
  }, 120_000);

  it('that cannot have its port says so and is gone', async () => {
    const ports = await freePorts();
    const other = createServer().listen(ports.port, '127.0.0.1');
    const late = new Broker(jars!, join(folder, 'late'), 1, [ports]);
    await expect(late.start()).rejects.toThrow(/ended while starting:[^]*Address already in use/);
    expect(late.isRunning).toBe(false);
    other.close();
  }, 90_000);
});

/** ApiVersions, the first thing any client asks: length, key 18, version 0, a number of ours, no client id. */
function versionsOf({ address }: Broker): Promise<{ correlationId: number; errorCode: number }> {
  const asked = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0x12, 0x67, 0xff, 0xff]);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1', () => socket.write(asked));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve({ correlationId: answer.readInt32BE(4), errorCode: answer.readInt16BE(8) });
    });
  });
}

const freePorts = async (): Promise<Ports> => ({ port: await freePort(), controllerPort: await freePort() });
