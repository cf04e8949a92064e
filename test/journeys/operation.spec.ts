import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedOut, Client, said, until } from './client.js';
import { NOW, SCOPE_ORE } from './moments.js';
import { OrderOnItsWay } from './order-on-its-way.js';
import { dataFolder, errorsIn, PlatformProcess, removeFolder, START_WITHIN_MS } from './platform.js';
import { refused } from './refused.js';
import { Town } from './town.js';
import { signed } from './wrong-tokens.js';

/** A host that stops something kills it after ten seconds. */
const STOP_WITHIN_MS = 10_000;
/** So many orders are placed before the platform is stopped. */
const ENOUGH = 60;

const dataDir = dataFolder();
const postmasterFile = join(dataDir, 'postgres/cluster/postmaster.pid');
let platform: PlatformProcess;
let client: Client;
let town: Town;

/** Starts it on the same data as before; the town is reached at its new address. */
async function start(settings: Record<string, string> = {}): Promise<void> {
  platform = new PlatformProcess(dataDir, settings);
  client = new Client(await platform.url);
  town = town?.reachedBy(client);
}

/** Stops it as a host would; nothing of it is left. */
async function stop(): Promise<void> {
  const postmaster = Number(readFileSync(postmasterFile, 'utf8').split('\n')[0]);
  const begun = performance.now();
  expect(await platform.stop('SIGTERM')).toBe(0);
  expect(performance.now() - begun).toBeLessThan(STOP_WITHIN_MS);
  await until('the end of PostgreSQL', async () => isGone(postmaster), Boolean);
  expect(existsSync(postmasterFile)).toBe(false);
  await expect(fetch(client.url)).rejects.toThrow('fetch failed');
  expect(errorsIn(platform)).toEqual([]);
}

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** Sent again, it is the same order. */
const placeOnce = (key: string) => {
  const terms = town.terms({ title: key, valueOre: 1, kindOfWork: 'shredding', cpv: '92512000' });
  return client.post(town.buyer(), '/api/ordering/orders', terms, { 'idempotency-key': key });
};

beforeAll(async () => {
  await start();
  town = await Town.build(client, { Kitchen: 10_000 });
}, START_WITHIN_MS);
afterAll(async () => {
  await platform.stop();
  removeFolder(dataDir);
});

describe('A platform that is stopped and started again', () => {
  const again = ({ id }: OrderOnItsWay) => new OrderOnItsWay(town, id);

  it(
    'goes on with every order where it was',
    async () => {
      const { kitchen } = town;
      const [open, confirmed, disputed] = [await town.opened(), await town.opened(), await town.opened()];
      const claims = [await confirmed.confirmedFor(kitchen), await disputed.confirmedFor(kitchen)];
      const first = said(await disputed.deliver(kitchen, claims[1]!), 'WorkDelivered', 'deliveryId');
      await disputed.settledAs('delivered');
      expect((await disputed.dispute(first)).status).toBe(201);
      const placed = await town.placed({ valueOre: SCOPE_ORE });

      await stop();
      await start();
      await again(placed).settledAs('held');
      expect((await again(placed).decide('approve')).status).toBe(201);
      await again(placed).settledAs('open');
      for (const order of [open, placed]) claims.push(await again(order).confirmedFor(kitchen));
      for (const [i, order] of [confirmed, disputed, open, placed].map(again).entries()) {
        const deliveryId = said(await order.deliver(kitchen, claims[i]!), 'WorkDelivered', 'deliveryId');
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
    const ask = () => client.ask('GET', '/health/ready');
    const ready = await until('all services', ask, ({ status }) => status === 200);
    const names = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];
    expect(ready.body).toEqual({ status: 'up', checks: names.map((name) => ({ name, status: 'up' })) });
  });

  it(
    'has every order that was answered for, though it was stopped in the midst of its work, and each of them once',
    async () => {
      const answered = new Map<string, string | undefined>();
      const refusals: string[] = [];
      let stopping: Promise<void> | undefined;
      const buyer = async (_: unknown, nth: number) => {
        for (let i = 0; ; i += 1) {
          const key = `buyer-${nth}-${i}`;
          answered.set(key, undefined);
          const answer = await placeOnce(key).catch(() => undefined);
          if (!answer) return; // Nobody is there any more.
          if (answer.status === 201) answered.set(key, answer.body['id'] as string);
          else refusals.push(`${answer.status} ${String(answer.body['code'])}`);
          if (answered.size > ENOUGH) stopping ??= stop();
        }
      };
      await Promise.all(Array.from({ length: 8 }, buyer));
      await stopping;
      expect(refusals).toEqual([]);

      await start();
      const orders = await Promise.all(
        [...answered].map(async ([key, id]) => {
          const receipt = carriedOut(await placeOnce(key));
          expect([key, receipt.id]).toEqual([key, id ?? receipt.id]);
          return new OrderOnItsWay(town, receipt.id);
        }),
      );
      for (const order of orders) await order.settledAs('fallback');
      expect(await town.ledger('shredding')).toMatchObject({ entries: answered.size, usedOre: answered.size });
    },
    START_WITHIN_MS,
  );
});

describe('In production', () => {
  const keyFile = join(dataDir, 'own-key.json');
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const bearer = async (now?: string) => {
    const { operator } = town;
    const claims = { sub: 'p-somebody', org: operator.org, role: 'operator', ...(now && { now }) };
    return { authorization: `Bearer ${await signed(key, 'own-1', claims)}` };
  };
  let fromDemo: string;

  beforeAll(async () => {
    fromDemo = await client.tokenOf(town.operator);
    writeFileSync(keyFile, JSON.stringify({ ...key.export({ format: 'jwk' }), kid: 'own-1' }));
    await stop();
    await start({ NODE_ENV: 'production', SIGNING_KEY_FILE: keyFile });
  }, START_WITHIN_MS);

  it('the platform goes on with the same data, for holders of its own tokens', async () => {
    const headers = await bearer();
    const { status, body } = await client.ask('GET', '/api/ordering/orders?limit=5', { headers });
    expect([status, (body['orders'] as unknown[]).length]).toEqual([200, 5]);
  });

  it('nobody gets a token from the platform, and no document offers one', async () => {
    refused(await client.ask('POST', '/api/demo/tokens', { body: town.operator }), 404, 'no-such-route');
    const { body } = await client.ask('GET', '/api/gateway/openapi.json');
    expect(Object.keys(body['paths'] as object)).not.toContain('/api/demo/tokens');
  });

  it('a token of demo mode, and one that names its now, do not hold', async () => {
    const ask = (headers: Record<string, string>) => client.ask('GET', '/api/ordering/orders', { headers });
    refused(await ask({ authorization: `Bearer ${fromDemo}` }), 401, 'token-invalid');
    refused(await ask(await bearer(NOW)), 401, 'token-invalid');
  });

  it('deadlines pass by the wall clock only', async () => {
    const body = { now: NOW, organisations: [town.municipality] };
    const fire = await client.ask('POST', '/api/task-assignment/timers/fire', { headers: await bearer(), body });
    refused(fire, 404, 'no-such-route');
  });

  it(
    'the platform does not start with the key of its demo mode, and says so in one sentence',
    async () => {
      const demoKey = join(dataDir, 'keys/demo-signing-key.json');
      const folder = dataFolder();
      const refusing = new PlatformProcess(folder, { NODE_ENV: 'production', SIGNING_KEY_FILE: demoKey });
      expect(await refusing.ended).toBe(1);
      expect(refusing.said).toMatch(/^SIGNING_KEY_FILE holds a demo key [^\n]+\.\n$/);
      removeFolder(folder);
    },
    START_WITHIN_MS,
  );
});
