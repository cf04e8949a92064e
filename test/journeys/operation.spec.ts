import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderPage } from '#libs/contracts';
import { Client, said, until } from './client.js';
import { NOW, SCOPE_ORE } from './moments.js';
import { OrderOnItsWay } from './order-on-its-way.js';
import { dataFolder, errorsIn, PlatformProcess, removeFolder, START_WITHIN_MS } from './platform.js';
import { refused } from './refused.js';
import { Town, type Department } from './town.js';
import { signed } from './wrong-tokens.js';

const dataDir = dataFolder();
let platform: PlatformProcess;
let client: Client;
let town: Town;

const kitchenOf = ({ departments: [kitchen] }: Town): Department => kitchen!;

/** Starts it on the same data as before; the town is reached at its new address. */
async function start(settings: Record<string, string> = {}): Promise<void> {
  platform = new PlatformProcess(dataDir, settings);
  client = new Client(await platform.url);
  town = town?.reachedBy(client);
}

/** In postmaster.pid the process is the first line. */
const postgres = () => Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
const isGone = (pid: number) => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

/** Stops it as any host would; nothing of it is left. */
async function stop(): Promise<void> {
  const server = postgres();
  expect(await platform.stop('SIGTERM')).toBe(0);
  await until('the end of PostgreSQL', async () => isGone(server), Boolean);
  expect(existsSync(join(dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false);
  await expect(fetch(client.url)).rejects.toThrow('fetch failed');
  expect(errorsIn(platform)).toEqual([]);
}

beforeAll(async () => {
  await start();
  town = await Town.build(client, { Kitchen: 10_000 });
}, START_WITHIN_MS);
afterAll(async () => {
  await platform.stop();
  removeFolder(dataDir);
});

describe('A platform that is stopped and started again', () => {
  it(
    'goes on with every order where it was',
    async () => {
      const kitchen = kitchenOf(town);
      const [open, confirmed, disputed] = [await town.opened(), await town.opened(), await town.opened()];
      const claimId = await confirmed.confirmedFor(kitchen);
      const claimOfDisputed = await disputed.confirmedFor(kitchen);
      const first = said(await disputed.deliver(kitchen, claimOfDisputed), 'WorkDelivered', 'deliveryId');
      await disputed.settledAs('delivered');
      expect((await disputed.dispute(first)).status).toBe(201);
      const placed = await town.placed({ valueOre: SCOPE_ORE });

      await stop();
      await start();
      const again = (order: OrderOnItsWay) => new OrderOnItsWay(town, order.id);
      await again(placed).settledAs('held');
      expect((await again(placed).decide('approve')).status).toBe(201);
      await again(placed).settledAs('open');
      const claims: [OrderOnItsWay, string][] = [
        [again(confirmed), claimId],
        [again(disputed), claimOfDisputed],
      ];
      for (const order of [open, placed].map(again)) claims.push([order, await order.confirmedFor(kitchen)]);
      for (const [order, claim] of claims) {
        const deliveryId = said(await order.deliver(kitchen, claim), 'WorkDelivered', 'deliveryId');
        await order.settledAs('delivered');
        expect((await order.accept(deliveryId)).status).toBe(201);
        const { story } = await order.settledAs('closed');
        expect(story.filter((fact) => fact === 'OrderAssessed' || fact === 'OrderClosed')).toHaveLength(2);
      }
      expect(await town.minutes(kitchen)).toMatchObject({ held: 0, used: 4 * 600 });
      await town.untilReported({ orders: { accepted: 4, disputed: 1 }, valueOre: { value: SCOPE_ORE + 3 * 100_000 } });
    },
    START_WITHIN_MS,
  );

  it('is ready again, as are all its services', async () => {
    const ready = await until(
      'ready',
      () => client.ask('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    const names = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];
    expect(ready.body).toEqual({ status: 'up', checks: names.map((name) => ({ name, status: 'up' })) });
  });

  it(
    'has lost no order that it had answered for, though it was stopped in the midst of its work',
    async () => {
      const keys = new Map<string, string | undefined>();
      const others: unknown[] = [];
      const place = (key: string) => {
        const body = town.terms({ title: key, valueOre: 1, kindOfWork: 'shredding' });
        return client.post(town.buyer(), '/api/ordering/orders', body, { 'idempotency-key': key });
      };
      let stopping: Promise<void> | undefined;
      const buyer = async (_: unknown, nth: number) => {
        for (let i = 0; ; i += 1) {
          const key = `buyer-${nth}-${i}`;
          keys.set(key, undefined);
          const answer = await place(key).catch(() => undefined);
          if (!answer) return;
          if (answer.status === 201) keys.set(key, answer.body['id'] as string);
          else others.push([answer.status, answer.body['code']]);
          if (keys.size > 60) stopping ??= stop();
        }
      };
      await Promise.all(Array.from({ length: 8 }, buyer));
      await stopping;
      console.log(Math.round(performance.now()), keys.size, [...keys.values()].filter(Boolean).length, others);
      await start();
      for (const [key, id] of keys) {
        const answer = await place(key);
        expect(answer.status).toBe(201);
        if (id) expect(answer.body['id']).toBe(id);
        const end = await new OrderOnItsWay(town, answer.body['id'] as string).settled();
        if (end.view.status !== 'fallback') {
          console.log(key, id, end.view.reason, end.view.kindOfWork, end.view.title, Math.round(performance.now()));
        }
      }
      const { orders } = (await client.get<OrderPage>(town.buyer(), '/api/ordering/orders?limit=200')).body;
      const titles = orders.map(({ title }) => title).filter((title) => keys.has(title));
      expect(titles.sort()).toEqual([...keys.keys()].sort());
    },
    START_WITHIN_MS,
  );
});
