import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, type Desk, type Town } from '../bench/town.js';
import type { Receipt } from '../bench/client.js';
import type { Answer, Door } from './door.js';

/** What became of an order as its buyer saw it; the title is its own, so that it can be found again. */
export interface Invoked {
  title: string;
  valueOre: number;
  outcome: 'invoked' | 'ok' | 'unknown' | 'failed';
  id?: string;
  status?: number;
}

const CLIENTS = 8;
/** So often an answer that got lost is not asked for again. */
const FORGETFUL = 0.1;
const FULL_PATH = 0.2;
const STEP_TRIES = 20;

/** Several clients place orders and take some of them to the end; they stop when they are told to. */
export class Load {
  readonly history: Invoked[] = [];
  private isOver = false;
  private readonly running: Promise<void[]>;

  constructor(
    private readonly door: Door,
    private readonly town: Town,
    private readonly random: () => number,
  ) {
    this.running = Promise.all(Array.from({ length: CLIENTS }, () => this.client()));
  }

  /** Ends the placing; answers when every client has its answer. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  private async client(): Promise<void> {
    while (!this.isOver) {
      const desk = this.town.desks[Math.floor(this.random() * this.town.desks.length)]!;
      const order = await this.place(desk);
      if (order.id && this.random() < FULL_PATH) await this.fulfil(desk, order.id);
    }
  }

  private async place(desk: Desk): Promise<Invoked> {
    const { deliverFrom, deliverTo, claimBy } = this.town;
    const valueOre = 1_000 + Math.floor(this.random() * 3_000);
    const invoked: Invoked = { title: `Rolls ${this.history.length + 1}`, valueOre, outcome: 'invoked' };
    this.history.push(invoked);
    const what = { title: invoked.title, kindOfWork: 'meeting-food', cpv: '55521200', place: 'Town hall' };
    const order = { unit: desk.unit, ...what, valueOre, estimatedMinutes: 30, deliverFrom, deliverTo, claimBy };
    const isForgetful = this.random() < FORGETFUL;
    const answer = await this.door.post(desk.buyer, '/api/ordering/orders', order, randomUUID(), isForgetful);
    invoked.status = answer?.status;
    invoked.outcome = answer === undefined ? 'unknown' : answer.status === 201 ? 'ok' : 'failed';
    if (invoked.outcome === 'ok') invoked.id = (answer!.body as Receipt).id;
    return invoked;
  }

  /** Claim, deliver, accept; each as soon as the other services have let it come so far. */
  private async fulfil({ buyer, leader, departmentId }: Desk, id: string): Promise<void> {
    const assignment = `/api/task-assignment/orders/${id}`;
    const claimed = await this.step(() =>
      this.door.post(leader, `${assignment}/claims`, { departmentId }, randomUUID()),
    );
    if (!claimed) return;
    const claimId = bodyOf(claimed, 'OrderClaimed')['claimId'];
    const done = { facilitatedMinutes: 60, participations: 6, steps: ['preparing'], purchases: [] };
    const work = { claimId, deliveredOn: this.town.today, ...done };
    const delivered = await this.step(() => this.door.post(leader, `${assignment}/deliveries`, work, randomUUID()));
    if (!delivered) return;
    const deliveryId = bodyOf(delivered, 'WorkDelivered')['deliveryId'] as string;
    const acceptance = `/api/ordering/orders/${id}/deliveries/${deliveryId}/acceptance`;
    await this.step(() => this.door.post(buyer, acceptance, {}, randomUUID()));
  }

  /** A refusal may only mean that it is too early: asked again under a new key, a number of times. */
  private async step(send: () => Promise<Answer>): Promise<Receipt | undefined> {
    for (let tries = 0; tries < STEP_TRIES && !this.isOver; tries += 1) {
      const answer = await send();
      if (answer?.status === 201) return answer.body as Receipt;
      await pause(25);
    }
    return undefined;
  }
}
