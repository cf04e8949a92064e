import { newId } from '#libs/contracts';
import { until } from '#libs/service-kit/testing';
import { createRequire } from 'node:module';
import { mustBeKnown, stopIdleTimers } from '../../src/kafka/kafka-client.js';
import { lastOfEach } from '../../src/kafka/kafka-reader.js';
import { Pulse } from '../../src/kafka/pulse.js';
import { Engine } from '../engine.js';
import { adder, expectSums, run, SUMS } from '../sums.js';
import { transports } from '../transports.js';

describe('the guards against what kafkajs is known for', () => {
  it('were made for one version, and refuse every other', () => {
    expect(() => mustBeKnown('2.2.4')).not.toThrow();
    expect(() => mustBeKnown('2.2.5')).toThrow(
      /^kafkajs is 2.2.5, but the guards of kafka-client.ts were made for 2.2.4/,
    );
  });

  it('let no connection arm a timer where nothing waits', () => {
    const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
      prototype: { scheduleCheckPendingRequests(): void };
    };
    const armed = (pending: unknown[]) => {
      const queue = { pending, throttledUntil: -1, throttleCheckTimeoutId: null as NodeJS.Timeout | null };
      prototype.scheduleCheckPendingRequests.call(queue);
      clearTimeout(queue.throttleCheckTimeoutId ?? undefined);
      return queue.throttleCheckTimeoutId !== null;
    };
    expect(armed([])).toBe(true);
    stopIdleTimers();
    stopIdleTimers();
    expect(armed([])).toBe(false);
    expect(armed(['a request'])).toBe(true);
  });

  it('take the last of several headers, and none of a fact that should be one', () => {
    const headers = { plain: ['a', Buffer.from('b')], ce_type: ['a', 'b'], ce_id: Buffer.from('1') };
    expect(lastOfEach(headers)).toEqual({ plain: 'b', ce_id: '1' });
  });

  it('count a silence in ticks, so that a process that was frozen has not stalled', async () => {
    const pulse = new Pulse(60);
    const stopping = new AbortController();
    const begun = performance.now();
    expect(await pulse.stops(stopping.signal)).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(50);
    const beating = setInterval(() => pulse.beat(), 5);
    const stalled = pulse.stops(stopping.signal);
    await until(() => performance.now() - begun > 300);
    clearInterval(beating);
    stopping.abort();
    expect(await stalled).toBe(false);
  });
});

describe.each(transports.filter(({ name }) => name === 'kafka'))('a reader of $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  it('goes on after errors that kafkajs would end at for good', async () => {
    let failed = 0;
    const before = () => {
      failed += 1;
      if (failed <= 2) throw new TypeError('cannot read properties of undefined');
    };
    const { failures } = await engine.follow(adder(), { before });
    await engine.tell(...run(newId(), 1, 3));
    await engine.settled('adder');
    await expectSums(engine, { facts: 3, ore: 3 });
    expect(failures.map(({ error }) => (error as Error).name)).toEqual(['TypeError', 'TypeError']);
  });

  it('stays a member of its group while one batch takes longer than a session', async () => {
    const [slow, quick] = [newId(), newId()];
    await engine.tell(...run(slow, 1, 1));
    const { source, failures } = await engine.follow(
      adder(({ key, pos }) => key === slow && pos > 1 && new Promise((resolve) => setTimeout(resolve, 12_000))),
    );
    await engine.settled('adder');
    await engine.tell(...run(slow, 2, 2));
    for (let nr = 1; nr <= 5; nr += 1) await engine.tell(...run(quick, nr, nr));
    await engine.settled('adder', 25_000);
    await expectSums(engine, { facts: 7, ore: 7 });
    expect(source.health().running).toBe(true);
    expect(failures).toEqual([]);
  });
});
