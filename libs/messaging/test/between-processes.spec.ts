import { BetweenProcesses, WakeUp, type News } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import pg from 'pg';
import { freshServiceDatabases } from '../../../infra/testing/database.js';

describe('between processes', () => {
  const open: BetweenProcesses[] = [];
  let url: string;
  beforeAll(async () => {
    url = (await freshServiceDatabases([{ schema: 'ordering', reads: [] }]))['ordering']!.run;
  });
  afterEach(() => Promise.all(open.splice(0).map((each) => each.stop())));

  /** A process of a service: what it is told, and a way to say that its log has grown. */
  function process(service: string) {
    const wakeUp = new WakeUp();
    const heard: { source: string; news: News }[] = [];
    const asked: [number, number][] = [];
    for (const source of ['ordering', 'task-assignment']) wakeUp.on(source, (news) => heard.push({ source, news }));
    const failures: unknown[] = [];
    const onAskedAgain = (shard: number, after: number) => void asked.push([shard, after]);
    const between = new BetweenProcesses({ service, url, wakeUp, onAskedAgain, report: (e) => failures.push(e) });
    between.start();
    open.push(between);
    return { between, wakeUp, heard, asked, failures };
  }
  const grown: News = [{ shard: 3, name: 'OrderPlaced' }];

  /** Says so until it is heard: a process that has only just begun may not listen yet. */
  const heardBy = (to: ReturnType<typeof process>, from: ReturnType<typeof process>, source: string) =>
    until(() => {
      from.wakeUp.signal(source, grown);
      return to.heard.some((each) => each.source === source);
    });

  it('one hears that the log of another has grown, and of which facts', async () => {
    const [ordering, reader] = [process('ordering'), process('task-assignment')];
    await heardBy(reader, ordering, 'ordering');
    expect(reader.heard[0]).toEqual({ source: 'ordering', news: grown });
  });

  it('two of one service wake each other, and what was heard is not told again', async () => {
    const [one, other] = [process('ordering'), process('ordering')];
    await heardBy(other, one, 'ordering');
    await heardBy(one, other, 'ordering');
    one.wakeUp.signal('ordering', [{ shard: 4, name: 'OrderAmended' }]);
    await until(() => other.heard.some(({ news }) => news.some(({ shard }) => shard === 4)));
    one.wakeUp.signal('ordering', [{ shard: 5, name: 'OrderAmended' }]);
    await until(() => other.heard.some(({ news }) => news.some(({ shard }) => shard === 5)));
    const heard = one.heard.map(({ news }) => news[0]!.shard);
    expect(heard.filter((shard) => shard > 3)).toEqual([4, 5]);
  });

  it('much news at a time is told in parts, all of it', async () => {
    const [ordering, reader] = [process('ordering'), process('task-assignment')];
    await heardBy(reader, ordering, 'ordering');
    const much = Array.from({ length: 500 }, (_, i) => ({ shard: i % 16, name: `Fact${i}` }));
    ordering.wakeUp.signal('ordering', much);
    await until(() => new Set(reader.heard.flatMap(({ news }) => news.map(({ name }) => name))).size === 501);
  });

  it('only the owner of a log is asked for its facts once more', async () => {
    const [ordering, tasks, reader] = [process('ordering'), process('task-assignment'), process('reporting')];
    await until(async () => {
      // A process that has only just begun has no connection yet, and says so.
      await reader.between.askAgain('ordering', 3, 17).catch(() => undefined);
      return ordering.asked.length > 0;
    });
    expect(ordering.asked[0]).toEqual([3, 17]);
    expect(tasks.asked).toEqual([]);
  });

  it('a connection that is cut is made again', async () => {
    const [ordering, reader] = [process('ordering'), process('task-assignment')];
    await heardBy(reader, ordering, 'ordering');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()',
    );
    await client.end();
    await until(() => reader.failures.length > 0);
    reader.heard.length = 0;
    await heardBy(reader, ordering, 'ordering');
  });
});
