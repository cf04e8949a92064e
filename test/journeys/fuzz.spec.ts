import fc from 'fast-check';
import { anyRequest, type AnyRequest } from './any-request.js';
import { carriedOut, type Answer } from './client.js';
import { filled } from './openapi.js';
import { OrderOnItsWay } from './order-on-its-way.js';
import { platformOfThisFile } from './platform.js';
import { refused, whyNoRefusal } from './refused.js';
import { Town } from './town.js';
import { expectNoFlaw, Trial } from './trial.js';

/** The same requests each time. */
const SEED = 20_260_615;
const REQUESTS = 1_500;

const given = platformOfThisFile();

it('Whatever is asked by whomever is answered as the documents say, and never by a fault', async () => {
  const trial = await Trial.prepare(given.client);
  const neighbour = await Town.build(given.client, { Bakery: 10_000 });
  const requests = fc.sample(anyRequest(trial.operations, await idsIn(trial, neighbour)), {
    seed: SEED,
    numRuns: REQUESTS,
  });
  const send = async ({ operation, parts, search, headers, body, as }: AnyRequest) => {
    const path =
      filled(operation, parts) + (Object.keys(search).length > 0 ? `?${new URLSearchParams(search).toString()}` : '');
    const asker = as && trial.asker(as.role, as.isNeighbour ? neighbour : trial.town);
    const { method } = operation;
    const answer = await given.client.ask(method, path, { as: asker, headers, ...(method !== 'GET' && { body }) });
    const flaw = flawIn(answer, operation.answers);
    return flaw && `${method} ${path} ${JSON.stringify({ as, headers })} ${body}: ${flaw}`;
  };
  await expectNoFlaw(
    requests.map((request) => () => send(request)),
    REQUESTS,
  );
  // Whoever follows these later orders has followed everything before them, on each shard.
  const afterwards = await Town.build(given.client);
  const orders = await Promise.all(Array.from({ length: 12 }, () => afterwards.placed()));
  for (const order of orders) await order.settledAs('fallback');
}, 60_000);

it('Also at the last moment that a token may name, an order is placed and claimed', async () => {
  const town = await Town.build(given.client, { Kitchen: 0 });
  const now = '2198-12-31T22:59:59.999Z';
  const day = '2199-01-01';
  const { departmentId, leader: leaderOfToday } = town.kitchen;
  const [buyer, leader] = [town.buyer(), leaderOfToday].map((asker) => ({ ...asker, now }));
  const days = { days: [{ day, kindOfWork: 'meeting-food', minutes: 600 }] };
  carriedOut(await given.client.post(leader!, `/api/task-assignment/departments/${departmentId}/capacity`, days));
  const terms = town.terms({ deliverFrom: day, deliverTo: day, claimBy: `${day}T07:00:00.000Z` });
  const { id } = carriedOut(await given.client.post(buyer!, '/api/ordering/orders', terms));
  const order = new OrderOnItsWay(town, id);
  await order.settledAs('open');
  carriedOut(await given.client.post(leader!, `/api/task-assignment/orders/${id}/claims`, { departmentId }));
  await order.settledAs('confirmed');
  const later = { role: 'operator', org: town.operator.org, now: '2199-01-01T00:00:00.000Z' };
  refused(await given.client.ask('POST', '/api/demo/tokens', { body: later }), 400, 'invalid-input');
});

function flawIn(answer: Answer, documented: Record<string, string[]>): string | undefined {
  const { status, type } = answer;
  if (status >= 400) return whyNoRefusal(answer);
  const types = documented[status];
  if (!types) return `${status} is in no document`;
  return types.length === 0 || types.includes(type) ? undefined : `${type} is in no document`;
}

/** What exists, and one id that does not. */
async function idsIn({ town, order, confirmed, claimId }: Trial, neighbour: Town): Promise<string[]> {
  const theirs = await neighbour.opened();
  const ofTowns = [town, neighbour].flatMap(({ municipality, unit, kitchen }) => {
    return [municipality, unit, kitchen.departmentId, kitchen.vekstbedrift];
  });
  return [...ofTowns, order.id, order.id, confirmed.id, theirs.id, claimId, '019ab1c0-7e00-7000-8000-00000000000f'];
}
