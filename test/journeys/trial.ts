import type { Answer, Asker, Client } from './client.js';
import { NOW, SCOPE_ORE } from './moments.js';
import { filled, operationsOf, rolesOf, type Operation } from './openapi.js';
import type { OrderOnItsWay } from './order-on-its-way.js';
import { whyNoRefusal } from './refused.js';
import { Town } from './town.js';
import { textOf } from './wrong-values.js';

/** So many requests are on their way at a time. */
const AT_A_TIME = 6;

interface Sent {
  as?: Asker;
  path?: string;
  headers?: Record<string, string>;
  /** JSON where it is a text. */
  body?: unknown;
}

/** What an answer lacks; undefined where it is as it should be. */
export type Judge = (answer: Answer) => string | undefined;

/** Every route of the platform, and a town with something at each of them. */
export class Trial {
  private constructor(
    readonly client: Client,
    readonly operations: Operation[],
    readonly town: Town,
    /** It is open. */
    readonly order: OrderOnItsWay,
    readonly confirmed: OrderOnItsWay,
    readonly claimId: string,
  ) {}

  /** The town has an order that is open, one that is confirmed and one that is held. */
  static async prepare(client: Client): Promise<Trial> {
    const operations = await operationsOf(client);
    const town = await Town.build(client, { Kitchen: 10_000 });
    const order = await town.opened();
    const confirmed = await town.opened();
    const claimId = await confirmed.confirmedFor(town.kitchen);
    await (await town.placed({ valueOre: SCOPE_ORE })).settledAs('held');
    await town.untilReported({ orders: { placed: 3, held: 1, confirmed: 1 } });
    return new Trial(client, operations, town, order, confirmed, claimId);
  }

  get commands(): Operation[] {
    return this.operations.filter(({ body }) => body);
  }

  /** Someone of the town in a role. */
  asker(role: Asker['role'], { operator, municipality, kitchen } = this.town): Asker {
    const { vekstbedrift, departmentId } = kitchen;
    if (role === 'work-leader') return { role, org: vekstbedrift, department: departmentId, now: NOW };
    const orgs = { manager: vekstbedrift, operator: operator.org, coordinator: operator.org };
    return { role, org: role in orgs ? orgs[role as keyof typeof orgs] : municipality, now: NOW };
  }

  /** Someone who may do what a route does. */
  whoMay(operation: Operation): Asker | undefined {
    return rolesOf(operation).map((role) => this.asker(role))[0];
  }

  /** The path of a route to what is there. */
  pathTo(operation: Operation, instead: Record<string, string> = {}): string {
    const { municipality, kitchen } = this.town;
    const { departmentId, vekstbedrift } = kitchen;
    const there = { orderId: this.order.id, municipality, vekstbedrift, departmentId, category: 'food' };
    return filled(operation, { ...there, ...instead });
  }

  /** Sends it as someone who may; what the answer lacks, and what was sent. */
  async flawOf(operation: Operation, sent: Sent, judge: Judge = whyNoRefusal): Promise<string | undefined> {
    const { method } = operation;
    const body = sent.body === undefined || typeof sent.body === 'string' ? sent.body : textOf(sent.body);
    const headers = { 'idempotency-key': crypto.randomUUID(), 'if-match': '"1"', ...sent.headers };
    const { as = this.whoMay(operation), path = this.pathTo(operation) } = sent;
    const answer = await this.client.ask(method, path, { as, headers, ...(method !== 'GET' && { body }) });
    const flaw = judge(answer);
    if (!flaw) return undefined;
    const what = [method, path, as?.role, body, JSON.stringify(sent.headers)].map((part) => part?.slice(0, 200));
    return `${what.join(' ')}: ${flaw}`;
  }
}

/** More would hide the first. */
const MOST_SHOWN = 8;

/** Everything is asked, some at a time; no flaw may come back. `least` guards against a list that has become empty. */
export async function expectNoFlaw(asked: (() => Promise<string | undefined>)[], least: number): Promise<void> {
  expect(asked.length).toBeGreaterThanOrEqual(least);
  const found: string[] = [];
  const left = [...asked];
  const ask = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const flaw = await next();
      if (flaw) found.push(flaw);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
  expect([found.length, ...found.slice(0, MOST_SHOWN)]).toEqual([0]);
}

/** Judges a refusal by its status and code too, and by the one field that is wrong where it is named. */
export const refusedWith =
  (status: number, code: string, field?: string): Judge =>
  (answer) => {
    const flaws = (answer.body['errors'] ?? []) as { field: string }[];
    const fields = [...new Set(flaws.map((flaw) => flaw.field))].join();
    const said = `${answer.status} ${answer.body['code']} ${field === undefined ? '' : fields}`;
    return whyNoRefusal(answer) ?? (said === `${status} ${code} ${field ?? ''}` ? undefined : `answered ${said}`);
  };
