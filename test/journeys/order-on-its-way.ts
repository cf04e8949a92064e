import type { OrderOffersView, OrderTerms, OrderView } from '#libs/contracts';
import { said, until, type Answer } from './client.js';
import { TODAY } from './moments.js';
import { stillToBeSaid } from './still-to-be-said.js';
import type { Department, Town } from './town.js';

/** An order as all services see it, once none of them has anything more to say about it. */
export interface Settled {
  view: OrderView;
  offers: OrderOffersView | undefined;
  /** The names of its facts, in order of time. */
  story: string[];
}

/** One order of a town, and what people do with it. */
export class OrderOnItsWay {
  constructor(
    private readonly town: Town,
    readonly id: string,
  ) {}

  readonly withdraw = () => this.asBuyer('withdrawal', { reason: 'The meeting is cancelled.' });
  readonly dispute = (deliveryId: string) => this.asBuyer(`deliveries/${deliveryId}/dispute`, { reason: 'Too few.' });
  readonly accept = (deliveryId: string) => this.asBuyer(`deliveries/${deliveryId}/acceptance`, {});

  amend(seenVersion: number, differs: Partial<OrderTerms>): Promise<Answer> {
    const { client } = this.town;
    const asked = { headers: { 'if-match': `"${seenVersion}"` }, body: this.town.terms(differs) };
    return client.ask('PUT', `/api/ordering/orders/${this.id}`, { as: this.town.buyer(), ...asked });
  }

  decide(decision: 'approve' | 'refuse', orderVersion = 1): Promise<Answer> {
    const path = `/api/procurement-compliance/reviews/${this.id}/decision`;
    const reason = 'Three offers were asked for.';
    return this.town.client.post(this.town.adviser(), path, { orderVersion, decision, reason });
  }

  claim(by: Department): Promise<Answer> {
    return this.asLeader(by, 'claims', { departmentId: by.departmentId });
  }

  decline(by: Department): Promise<Answer> {
    return this.asLeader(by, 'declines', { departmentId: by.departmentId, reason: 'no-hands' });
  }

  deliver(by: Department, claimId: string): Promise<Answer> {
    const work = { facilitatedMinutes: 480, participations: 6, steps: ['preparing'], purchases: [] };
    return this.asLeader(by, 'deliveries', { claimId, deliveredOn: TODAY, ...work });
  }

  /** A department takes it for good. */
  async confirmedFor(by: Department): Promise<string> {
    const claimId = said(await this.claim(by), 'OrderClaimed', 'claimId');
    await this.settledAs('confirmed');
    return claimId;
  }

  async view(): Promise<OrderView> {
    return (await this.town.client.get<OrderView>(this.town.buyer(), `/api/ordering/orders/${this.id}`)).body;
  }

  /** What task-assignment has come to; nothing where the order was never offered. */
  async offers(): Promise<OrderOffersView | undefined> {
    const path = `/api/task-assignment/orders/${this.id}/offers`;
    const { status, body } = await this.town.client.get<OrderOffersView>(this.town.buyer(), path);
    return status === 404 ? undefined : body;
  }

  /** Waits until nobody owes an answer and ordering and task-assignment agree. An order that hangs ends the journey here. */
  async settled(): Promise<Settled> {
    const look = async () => ({ view: await this.view(), offers: await this.offers() });
    const owed = async () => {
      const seen = await look();
      return { ...seen, owed: stillToBeSaid(seen.view, seen.offers) };
    };
    await until(`what is still to be said on ${this.id}`, owed, (seen) => seen.owed.length === 0);
    // What was read first may have been older than what was read second.
    const { view, offers } = await look();
    return { view, offers, story: view.timeline.map(({ fact }) => fact) };
  }

  async settledAs(status: string): Promise<Settled> {
    const settled = await this.settled();
    expect(settled.view).toMatchObject({ status });
    return settled;
  }

  private asBuyer(step: string, body: object): Promise<Answer> {
    return this.town.client.post(this.town.buyer(), `/api/ordering/orders/${this.id}/${step}`, body);
  }

  private asLeader({ leader }: Department, step: string, body: object): Promise<Answer> {
    return this.town.client.post(leader, `/api/task-assignment/orders/${this.id}/${step}`, body);
  }
}
