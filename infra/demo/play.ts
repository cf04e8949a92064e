import type { Receipt, ReviewList } from '#libs/contracts';
import { numberOn, type Place } from './cast.js';
import { Refusal, type Asker, type Client } from './client.js';
import { ore, unitKey, type Stage } from './prepare.js';
import type { Course, Order, Work } from './story.js';
import { Watch } from './watch.js';

/** An order as it was played: its id, and what only its players saw. */
export interface Played {
  order: Order;
  orderId: string;
  /** The department that came second in the race, and what it was told. */
  second?: { place: Place; told: string };
}

interface Beat {
  now: string;
  does: (now: string) => Promise<void>;
}

/** Plays every order of the month, moment by moment, and answers when the buyers have seen the last of it. */
export async function play(client: Client, stage: Stage): Promise<Played[]> {
  const scenes = stage.orders.map((order) => new Scene(client, stage, order));
  const beats = scenes.flatMap((scene) => scene.beats());
  // The sort is stable: what happens at the same moment happens in the order of the story.
  for (const { now, does } of beats.sort((a, b) => Date.parse(a.now) - Date.parse(b.now))) await does(now);
  return scenes.map((scene) => scene.played());
}

/** One order on its way. Hours are UTC: the same local day in Norway, in summer and in winter. */
class Scene {
  private orderId = '';
  private claim: { claimId: string; place: Place } | undefined;
  private deliveryId = '';
  private second: Played['second'];

  constructor(
    private readonly client: Client,
    private readonly stage: Stage,
    private readonly order: Order,
  ) {}

  played(): Played {
    const { order, orderId, second } = this;
    return { order, orderId, ...(second && { second }) };
  }

  beats(): Beat[] {
    const { order, stage } = this;
    const { workday } = stage.month;
    const on = (back: number, hour: string, does: Beat['does']): Beat => ({
      now: `${workday(back)}T${hour}:00.000Z`,
      does,
    });
    const placed = [on(order.placed, '07:00', (now) => this.place(now))];
    if (order.approved) placed.push(on(order.placed, '09:00', (now) => this.approve(order.approved!, now)));
    return [...placed, ...this.afterwards(order.course, on)];
  }

  private afterwards(course: Course, on: (back: number, hour: string, does: Beat['does']) => Beat): Beat[] {
    const { placed, deliver } = this.order;
    const done = deliver[1];
    if ('external' in course) {
      return [
        on(placed - 1, '07:30', (now) => this.recordExternal(course, now)),
        on(done, '12:00', (now) => this.deliverExternally(now)),
        on(done - 1, '08:00', (now) => this.accept(now)),
      ];
    }
    const claimed = on(placed, '11:00', (now) =>
      course.by === 'whoever-is-first' ? this.race(now) : this.claimFor(course.by, now),
    );
    if ('withdrawn' in course) {
      return [claimed, on(course.withdrawn.day, '08:00', (now) => this.withdraw(course.withdrawn.reason, now))];
    }
    if ('after' in course) return [claimed];
    const { disputed } = course;
    return [
      claimed,
      on(done, '12:00', (now) => this.deliver(course.done, now)),
      ...(disputed ? [on(done - 1, '07:45', (now) => this.dispute(disputed.reason, now))] : []),
      on(done - 1, '08:00', (now) => this.accept(now, disputed?.acceptedKroner)),
    ];
  }

  private async place(now: string): Promise<void> {
    const { buyer, unit, deliver, kroner, minutes, title, kindOfWork, cpv, place } = this.order;
    const { units, month } = this.stage;
    const receipt = await this.client.post(this.buyer(now), '/api/ordering/orders', {
      ...{ unit: units.get(unitKey(buyer, unit)), title, kindOfWork, cpv, place },
      ...{ valueOre: ore(kroner), estimatedMinutes: Math.round(minutes) },
      ...{ deliverFrom: month.workday(deliver[0]), deliverTo: month.workday(deliver[1]) },
      claimBy: `${month.workday(deliver[0])}T05:00:00.000Z`,
    });
    this.orderId = receipt.id;
    await this.watch().status('assessed', this.buyer(now), (status) => status !== 'placed');
  }

  private async approve(reason: string, now: string): Promise<void> {
    const adviser: Asker = { ...this.buyer(now), role: 'adviser' };
    const mine = ({ reviews }: ReviewList) => reviews.find(({ orderId }) => orderId === this.orderId);
    const path = '/api/procurement-compliance/reviews';
    const list = await this.client.until(
      `the review of "${this.order.title}"`,
      () => this.client.get<ReviewList>(adviser, `${path}?status=open`),
      (seen) => mine(seen) !== undefined,
    );
    const { orderVersion } = mine(list)!;
    await this.client.post(adviser, `${path}/${this.orderId}/decision`, { orderVersion, decision: 'approve', reason });
    await this.watch().status('open after the approval', this.buyer(now), (status) => status === 'open');
  }

  private async claimFor(place: Place, now: string): Promise<void> {
    await this.offeredTo(place, now);
    await this.claimed(place, await this.postClaim(place, now), now);
  }

  /** Both departments claim at the same moment; the platform lets one of them. */
  private async race(now: string): Promise<void> {
    const places: Place[] = ['rodberg', 'lampeland'];
    for (const place of places) await this.offeredTo(place, now);
    const answers = await Promise.all(
      places.map((place) =>
        this.postClaim(place, now).then(
          (receipt) => ({ place, receipt }),
          (error: unknown) => ({ place, told: refusedAsTaken(error) }),
        ),
      ),
    );
    if (answers.filter((answer) => 'receipt' in answer).length !== 1) throw new Error('The race had not one winner.');
    for (const answer of answers) {
      if ('told' in answer) this.second = answer;
      else await this.claimed(answer.place, answer.receipt, now);
    }
  }

  private async deliver(work: Work, now: string): Promise<void> {
    const { claimId, place } = this.claim!;
    const { cast } = this.stage;
    const day = now.slice(0, 10);
    const purchases = (work.bought ?? []).map(({ from, what, kroner }) => {
      const { org, in: municipality } = cast.suppliers[from];
      const municipalityNumber = numberOn(cast.municipalities[municipality].numbers, day);
      return { supplier: org, municipalityNumber, what, amountOre: ore(kroner) };
    });
    const { minutes: facilitatedMinutes, participations, steps } = work;
    const body = { claimId, deliveredOn: day, facilitatedMinutes, participations, steps, purchases };
    const receipt = await this.client.post(this.leader(place, now), `${this.assigned()}/deliveries`, body);
    await this.delivered(receipt, now);
  }

  private async recordExternal(
    { external, reason }: Extract<Course, { external: unknown }>,
    now: string,
  ): Promise<void> {
    await this.watch().status('in fallback', this.buyer(now), (status) => status === 'fallback');
    const { org } = this.stage.cast.suppliers[external];
    await this.client.post(this.buyer(now), `${this.ordered()}/external-supplier`, { supplier: org, reason });
  }

  private async deliverExternally(now: string): Promise<void> {
    await this.delivered(await this.client.post(this.buyer(now), `${this.ordered()}/external-delivery`, {}), now);
  }

  private async withdraw(reason: string, now: string): Promise<void> {
    await this.client.post(this.buyer(now), `${this.ordered()}/withdrawal`, { reason });
    await this.watch().claim(
      'closed with its hours free again',
      this.buyer(now),
      ({ status, claim }) => status === 'closed' && !claim,
    );
  }

  private async dispute(reason: string, now: string): Promise<void> {
    await this.client.post(this.buyer(now), `${this.ordered()}/deliveries/${this.deliveryId}/dispute`, { reason });
  }

  private async accept(now: string, kroner?: number): Promise<void> {
    const path = `${this.ordered()}/deliveries/${this.deliveryId}/acceptance`;
    await this.client.post(this.buyer(now), path, kroner === undefined ? {} : { valueOre: ore(kroner) });
  }

  private postClaim(place: Place, now: string): Promise<Receipt> {
    const departmentId = this.stage.departments[place];
    return this.client.post(this.leader(place, now), `${this.assigned()}/claims`, { departmentId });
  }

  /** Task-assignment hears of the confirmation from ordering, so its word is the later one. */
  private async claimed(place: Place, receipt: Receipt, now: string): Promise<void> {
    const claimId = valueIn(receipt, 'OrderClaimed', 'claimId');
    this.claim = { claimId, place };
    await this.watch().claim(
      'confirmed',
      this.buyer(now),
      ({ claim }) => claim?.claimId === claimId && claim.confirmed,
    );
  }

  private async delivered(receipt: Receipt, now: string): Promise<void> {
    const fact = receipt.happened.some(({ fact }) => fact === 'WorkDelivered') ? 'WorkDelivered' : 'OrderDelivered';
    this.deliveryId = valueIn(receipt, fact, 'deliveryId');
    await this.watch().status('delivered', this.buyer(now), (status) => status === 'delivered');
  }

  private offeredTo(place: Place, now: string): Promise<void> {
    return this.watch().offer(this.stage.cast.departments[place].name, this.leader(place, now));
  }

  private watch(): Watch {
    const { title, placed } = this.order;
    return new Watch(this.client, { orderId: this.orderId, title, placedOn: this.stage.month.workday(placed) });
  }

  private ordered = () => `/api/ordering/orders/${this.orderId}`;
  private assigned = () => `/api/task-assignment/orders/${this.orderId}`;
  private buyer = (now: string): Asker => ({
    role: 'buyer',
    org: this.stage.cast.municipalities[this.order.buyer].org,
    now,
  });
  private leader = (place: Place, now: string): Asker => ({
    role: 'work-leader',
    org: this.stage.cast.vekstbedrift.org,
    department: this.stage.departments[place],
    now,
  });
}

const valueIn = ({ happened }: Receipt, fact: string, field: string): string =>
  happened.find((each) => each.fact === fact)!.data[field] as string;

/** The only refusal a race may end in; anything else is an error. */
function refusedAsTaken(error: unknown): string {
  if (error instanceof Refusal && error.code === 'order-taken') return `${error.status} ${error.code}: ${error.detail}`;
  throw error;
}
