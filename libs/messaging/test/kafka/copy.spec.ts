import { newId } from '#libs/contracts';
import { KafkaClient, shardOf } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine } from '../engine.js';
import { adder, expectSums, run, SUMS } from '../sums.js';
import { transports, type KafkaLine } from '../transports.js';

// Nothing to do where there is no Kafka: transports.ts says why.
describe.each(transports.filter(({ name }) => name === 'kafka'))('the copy of a log in $name', (transport) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await Engine.start(transport, SUMS);
  });
  afterEach(() => engine?.close());

  const line = (): KafkaLine => engine.line.kafka!;
  const manyKeys = Array.from({ length: 30 }, () => newId());
  const round = (nr: number) => engine.tell(...manyKeys.map((key) => ({ key, nr, ore: 1 })));
  const copied = () =>
    until(async () => {
      const [late] = await engine.source.query<{ n: number }>(
        'SELECT count(*) AS n FROM shard LEFT JOIN relay_cursor USING (shard) WHERE head > coalesce(pos, 0)',
      );
      return late!.n === 0;
    });

  const records = async () => {
    const ends = await line().client.endOffsets('ordering');
    return [...ends.values()].reduce((sum, end) => sum + end);
  };

  it('is each fact once, where nothing happens to it', async () => {
    // A topic that was only just made has not all its leaders at once, and what some have taken is sent again.
    await round(1);
    await copied();
    const before = await records();
    for (let nr = 2; nr <= 11; nr += 1) await round(nr);
    await copied();
    expect((await records()) - before).toBe(300);
  });

  it('is whole also where facts are large', async () => {
    const key = newId();
    for (let nr = 1; nr <= 20; nr += 1) await engine.tell({ key, nr, ore: 1, bytes: nr === 10 ? 3_000_000 : 300_000 });
    await engine.follow(adder());
    await engine.settled('adder');
    await expectSums(engine, { facts: 20, ore: 20 });
  });

  it('is made by two relays at a time as well as by one: every key in order, nothing doubled', async () => {
    line().relay();
    await engine.follow(adder());
    for (let nr = 1; nr <= 20; nr += 1) await round(nr);
    await engine.settled('adder');
    await expectSums(engine, { facts: 600, ore: 600 });
  });

  it('may hold facts many times, and in what order they come again: each is applied once', async () => {
    const { batches } = await engine.follow(adder());
    const setBack = () => engine.source.query('UPDATE relay_cursor SET pos = greatest(0, pos - 500)');
    for (let nr = 1; nr <= 20; nr += 1) {
      await round(nr);
      if (nr % 5 === 0) await setBack();
    }
    await copied();
    await setBack();
    await copied();
    await engine.settled('adder');
    await expectSums(engine, { facts: 600, ore: 600 });
    expect(await records()).toBeGreaterThanOrEqual(1_200);
    expect(batches.sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_000);
  });

  it('is asked for once more where it has lost facts that a consumer lacks', async () => {
    const key = newId();
    await engine.tell(...run(key, 1, 10));
    await copied();
    await line().client.emptyTopic('ordering');
    await engine.tell(...run(key, 11, 12));
    const { failures } = await engine.follow(adder());
    await engine.settled('adder');
    await expectSums(engine, { facts: 12, ore: 12 });
    expect(line().askedFor).toEqual([1]);
    expect(String(failures[0]?.error)).toBe('Error: position 1 is missing in the topic');
    expect(failures[0]?.where).toBe(`ordering/${shardOf(key)}`);
  });

  it('begins anew with each life of the log, and holds nothing of an earlier one', async () => {
    const key = newId();
    await engine.tell(...run(key, 1, 10));
    await copied();
    await engine.owner.query('UPDATE meta SET epoch = gen_random_uuid()');
    await engine.tell(...run(key, 11, 11));
    const early = 'SELECT FROM relay_cursor c, meta WHERE c.epoch <> meta.epoch OR c.shard = $1 AND pos < 11';
    await until(async () => (await engine.source.query(early, [shardOf(key)])).length === 0);
    await engine.follow(adder());
    await engine.settled('adder');
    await expectSums(engine, { facts: 11, ore: 11 });
    expect(engine.line.kafka!.askedFor).toEqual([]);
  });

  it('is begun by whoever comes first: a consumer may be there before its topic', async () => {
    await line().hold();
    const other = new KafkaClient({ ...line().client.settings, prefix: `${newId()}-` });
    await Promise.all([other.ensureTopics(['ordering']), other.ensureTopics(['ordering', 'task-assignment'])]);
    expect((await other.endOffsets('ordering')).size).toBe(16);
    await other.deleteTopics(['ordering', 'task-assignment']);
    await other.close();
  });

  it('lets records of others pass by, and says so', async () => {
    const key = newId();
    const { failures } = await engine.follow(adder());
    const at = new Map([[shardOf(key), [{ key, value: '{}', headers: { ce_type: 'somebody.elses' } }]]]);
    await until(() =>
      line()
        .client.publish('ordering', at)
        .then(
          () => true,
          () => false,
        ),
    );
    await engine.tell(...run(key, 1, 2));
    await engine.settled('adder');
    await expectSums(engine, { facts: 2, ore: 2 });
    expect(failures.map(({ error }) => String(error))).toEqual([
      'Error: the record at offset 0 is no fact of this shard',
    ]);
  });
});
