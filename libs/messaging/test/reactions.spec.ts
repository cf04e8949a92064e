import { nameInType, newId } from '#libs/contracts';
import { conflict } from '#libs/decider';
import type { Cause, Consumer, FactEnvelope } from '#libs/messaging';
import { until } from '#libs/service-kit/testing';
import { Engine } from './engine.js';
import { assessed, review, REVIEW_TABLE, type Seen } from './review.js';
import { transports } from './transports.js';

type Handler = (data: { key: string; nr: number }, cause: Cause) => Promise<unknown>;

/** A reaction to OrderPlaced. */
const reacting = (handle: Handler): Consumer => ({
  name: 'procurement-compliance',
  kind: 'reaction',
  handlers: new Map([['OrderPlaced', handle as (data: unknown, cause: Cause) => Promise<unknown>]]),
});
const counting: Handler = ({ key, nr }, cause) =>
  cause.decide(async (tx) => {
    await tx.load(review, key);
    return [assessed(key, nr)];
  });

describe.each(transports)('a reaction over $name', (transport) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(transport, REVIEW_TABLE);
  });
  afterEach(() => engine?.rest());
  afterAll(() => engine?.close());

  const own = async (key: string) =>
    (await engine.here.query<FactEnvelope>('SELECT * FROM log WHERE key = $1 ORDER BY pos', [key])).map(({ type }) =>
      nameInType(type),
    );
  const seenBy = async (key: string) =>
    (await engine.here.query<{ state: Seen }>('SELECT state FROM review WHERE id = $1', [key]))[0]?.state.seen;
  const settled = () => engine.settled('procurement-compliance');

  it('takes each fact once and in order, also where two processes run it', async () => {
    const keys = Array.from({ length: 12 }, () => newId());
    await engine.follow(reacting(counting));
    await engine.follow(reacting(counting), { ownConnections: true });
    for (let nr = 1; nr <= 8; nr += 1) await engine.tell(...keys.map((key) => ({ key, nr })));
    await settled();
    for (const key of keys) expect(await seenBy(key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('that comes to a "no" is done: nothing follows, and it is not tried again', async () => {
    const key = newId();
    let asked = 0;
    const { failures } = await engine.follow(
      reacting((_, cause) =>
        cause.decide(async (tx) => {
          asked += 1;
          await tx.load(review, key);
          return conflict('too-late', 'It is delivered.');
        }),
      ),
    );
    await engine.tell({ key, nr: 1 });
    await settled();
    expect([asked, await own(key), await seenBy(key)]).toEqual([1, [], undefined]);
    expect([failures, await engine.letters.list()]).toEqual([[], []]);
  });

  it('steps over facts that it does not know', async () => {
    const [key, type] = [newId(), 'no.inkluderendekommune.ordering.SomethingNewer.v1'];
    await engine.follow(reacting(counting));
    await engine.tell({ key, nr: 1, type }, { key, nr: 2 }, { key, nr: 3, type });
    await engine.tell({ key, nr: 4, type });
    await settled();
    expect(await seenBy(key)).toEqual([2]);
  });

  it('ends before its transaction does, though its handler does not wait for it', async () => {
    const key = newId();
    await engine.follow(
      reacting(async (data, cause) => {
        void counting(data, cause);
      }),
    );
    await engine.tell({ key, nr: 1 }, { key, nr: 2 });
    await settled();
    expect(await seenBy(key)).toEqual([1, 2]);
  });

  it.each<[string, Handler, string]>([
    [
      'decides twice',
      async (data, cause) => [await counting(data, cause), await counting(data, cause)],
      'decides once per fact',
    ],
    [
      'does not wait for a decision that fails',
      async (_, cause) => {
        void cause.decide(async (tx) => {
          await tx.query('SELECT 1');
          throw new Error('out of paper');
        });
      },
      'out of paper',
    ],
    [
      'fails while it decides',
      async (data, cause) => {
        void counting(data, cause).catch(() => undefined);
        throw new Error('out of order');
      },
      'out of order',
    ],
  ])('that %s leaves nothing behind but a letter and a notice', async (_, handle, why) => {
    const key = newId();
    await engine.follow(reacting(handle));
    await engine.tell({ key, nr: 1 });
    await settled();
    expect([await seenBy(key), await own(key)]).toEqual([undefined, ['FactParked']]);
    const [letter] = await engine.letters.list({ key });
    expect(letter!.error).toMatch(why);
  });

  it('tells those who follow its own log right after the commit', async () => {
    const key = newId();
    await engine.follow(reacting(counting));
    const told: string[] = [];
    engine.wakeUp.on('procurement-compliance', (news) => told.push(...news.map(({ name }) => name)));
    await engine.tell({ key, nr: 1 });
    await until(() => told.length > 0);
    expect([told, await seenBy(key)]).toEqual([['AwardAssessed'], [1]]);
  });
});
