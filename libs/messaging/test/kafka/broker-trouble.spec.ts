import { newId } from '#libs/contracts';
import { until } from '#libs/service-kit/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../../infra/embedded/port.js';
import { Broker } from '../../../../infra/kafka/broker.js';
import { jarsOrWhyNot } from '../../../../infra/testing/kafka.js';
import { Engine } from '../engine.js';
import { adder, expectSums, SUMS } from '../sums.js';
import { kafka } from '../transports.js';

const jars = await jarsOrWhyNot();

// A broker of its own: the one of the other suites must not go down under them.
(jars === undefined ? describe.skip : describe)('a broker that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-broker-'));
  let broker: Broker;
  let engine: Engine;
  beforeAll(async () => {
    broker = new Broker(jars!, folder, 1, [{ port: await freePort(), controllerPort: await freePort() }]);
    await broker.start();
  }, 90_000);
  afterAll(async () => {
    await broker?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    engine = await Engine.start(
      kafka(async () => broker.address),
      SUMS,
    );
  });
  afterEach(() => engine?.close());

  const keys = Array.from({ length: 20 }, () => newId());
  const tell = async (from: number, to: number) => {
    for (let nr = from; nr <= to; nr += 1) await engine.tell(...keys.map((key) => ({ key, nr, ore: 1 })));
  };

  it('is down and back: the log takes facts meanwhile, readiness hears of it, and all arrive', async () => {
    const { source } = await engine.follow(adder());
    await tell(1, 5);
    await engine.settled('adder');
    await broker.kill();
    await tell(6, 10);
    await until(() => !source.health().running, Boolean, 30_000);
    await until(() => engine.line.kafka!.relays[0]!.health().trouble !== undefined);
    await broker.start();
    await tell(11, 15);
    await engine.settled('adder', 60_000);
    await expectSums(engine, { facts: 300, ore: 300 });
    await until(() => source.health().running, Boolean, 30_000);
  }, 120_000);

  it('lost everything: what it had is copied once more, to consumers of before and after', async () => {
    await engine.follow(adder());
    await tell(1, 5);
    await engine.settled('adder');
    await broker.wipe();
    await tell(6, 10);
    await broker.start();
    await engine.settled('adder', 60_000);
    await expectSums(engine, { facts: 200, ore: 200 });
    await engine.here.query('DELETE FROM sums');
    await engine.follow(adder(undefined, 'late-adder'));
    await engine.settled('late-adder', 60_000);
    await expectSums(engine, { facts: 200, ore: 200 });
    const ends = await engine.line.kafka!.client.endOffsets('ordering');
    expect([...ends.values()].reduce((sum, end) => sum + end)).toBeGreaterThanOrEqual(200);
  }, 120_000);

  it('says nothing any more: reading is begun anew, and goes on when it speaks again', async () => {
    const { source, failures } = await engine.follow(adder(), { stalledAfterMs: 3_000 });
    await tell(1, 5);
    await engine.settled('adder');
    process.kill(broker.pid!, 'SIGSTOP');
    try {
      await until(() => failures.some(({ error }) => /nothing is heard from the brokers/.test(String(error))));
      expect(source.health().running).toBe(false);
    } finally {
      process.kill(broker.pid!, 'SIGCONT');
    }
    await tell(6, 10);
    await engine.settled('adder', 60_000);
    await expectSums(engine, { facts: 200, ore: 200 });
  }, 120_000);
});
