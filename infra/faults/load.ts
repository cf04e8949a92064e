import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, type Desk, type Town } from '../bench/town.js';
import type { Receipt } from '../bench/client.js';
import type { Command, Door } from './door.js';

/** What became of a command as its sender saw it. */
export interface Sent {
  /** The fact that it would lead to. */
  fact: string;
  /** Of the order that it places: its own, so that the order can be found again. */
  title?: string;
  /** The order that it is about. */
  id?: string;
  outcome: 'invoked' | 'ok' | 'unknown' | 'failed';
  status?: number;
  /** The last fact that was acknowledged. */
  acknowledged?: { key: string; version: number };
}

/** What is asked of a load. */
export interface LoadOptions {
  door: Door;
  town: Town;
  random: () => number;
  ordersPerSecond: number;
}

const CLIENTS = 8;
/** So often an answer that got lost is not asked for again. */
const FORGETFUL = 0.1;
/** What becomes of an order: the share that is taken to the end, amended, and taken back. */
const FATES = { fulfilled: 0.25, amended: 0.1, withdrawn: 0.1 };
const DISPUTED = 0.25;
const STEP_TRIES = 40;
const AGAIN_AFTER_MS = 50;

/** Several clients place orders and do with them what people do; they stop when they are told to. */
export class Load {
  readonly history: Sent[] = [];
  private isOver = false;
  private turn = 0;
  private placed = 0;
  private readonly running: Promise<void>[];

  constructor(private readonly options: LoadOptions) {
    this.running = Array.from({ length: CLIENTS }, () => this.client());
  }

  /** Ends the placing; answers when every client has its answer. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  /** Places one more order, with a mark in its title; its sender does not forget it. */
  placeMarked(mark: string): void {
    this.running.push(this.place(this.desk(), mark).then(() => undefined));
  }

  private async client(): Promise<void> {
    for (;;) {
      await this.myTurn();
      if (this.isOver) return;
      const desk = this.desk();
      const id = await this.place(desk);
      const { fulfilled, amended, withdrawn } = FATES;
      const fate = this.options.random();
      if (!id) continue;
      if (fate < fulfilled) await this.fulfil(desk, id);
      else if (fate < fulfilled + amended) await this.amend(desk, id);
      else if (fate < fulfilled + amended + withdrawn) await this.withdraw(desk, id);
    }
  }

  /** Nobody places before it is time: the rate is the same whatever answers. */
  private async myTurn(): Promise<void> {
    const at = Math.max(Date.now(), this.turn);
    this.turn = at + 1_000 / this.options.ordersPerSecond;
    await pause(at - Date.now());
  }

  private desk(): Desk {
    const { desks } = this.options.town;
    return desks[Math.floor(this.options.random() * desks.length)]!;
  }

  private async place({ unit, buyer }: Desk, mark?: string): Promise<string | undefined> {
    const title = `Rolls ${(this.placed += 1)}${mark === undefined ? '' : ` ${mark}`}`;
    const body = { ...this.terms(unit), title };
    const isForgetful = mark === undefined && this.options.random() < FORGETFUL;
    const sent: Sent = { fact: 'OrderPlaced', title, outcome: 'invoked' };
    await this.send(sent, { as: buyer, path: '/api/ordering/orders', body, key: randomUUID() }, isForgetful);
    return sent.id;
  }

  private terms(unit: string) {
    const { deliverFrom, deliverTo, claimBy } = this.options.town;
    const valueOre = 1_000 + Math.floor(this.options.random() * 3_000);
    const what = { title: 'Rolls', kindOfWork: 'meeting-food', cpv: '55521200', place: 'Town hall' };
    return { unit, ...what, valueOre, estimatedMinutes: 30, deliverFrom, deliverTo, claimBy };
  }

  private async amend({ unit, buyer }: Desk, id: string): Promise<void> {
    const path = `/api/ordering/orders/${id}`;
    await this.step('OrderAmended', id, { as: buyer, path, body: this.terms(unit), ifMatch: '"1"' });
  }

  private async withdraw({ buyer }: Desk, id: string): Promise<void> {
    const path = `/api/ordering/orders/${id}/withdrawal`;
    await this.step('OrderWithdrawn', id, { as: buyer, path, body: { reason: 'Not needed any more.' } });
  }

  /** Claim, deliver, perhaps dispute, accept; each as soon as the other services have let it come so far. */
  private async fulfil({ buyer, leader, departmentId }: Desk, id: string): Promise<void> {
    const { today } = this.options.town;
    const assignment = `/api/task-assignment/orders/${id}`;
    const claim = { as: leader, path: `${assignment}/claims`, body: { departmentId } };
    const claimed = await this.step('OrderClaimed', id, claim);
    if (!claimed) return;
    const claimId = bodyOf(claimed, 'OrderClaimed')['claimId'];
    const done = { facilitatedMinutes: 60, participations: 6, steps: ['preparing'], purchases: [] };
    const work = { as: leader, path: `${assignment}/deliveries`, body: { claimId, deliveredOn: today, ...done } };
    const delivered = await this.step('WorkDelivered', id, work);
    if (!delivered) return;
    const delivery = `/api/ordering/orders/${id}/deliveries/${bodyOf(delivered, 'WorkDelivered')['deliveryId'] as string}`;
    const isDisputed = this.options.random() < DISPUTED;
    const dispute = { as: buyer, path: `${delivery}/dispute`, body: { reason: 'Half of it is missing.' } };
    if (isDisputed && !(await this.step('DeliveryDisputed', id, dispute))) return;
    await this.step('DeliveryAccepted', id, { as: buyer, path: `${delivery}/acceptance`, body: {} });
  }

  /** A refusal may only mean that it is too early: asked again under a new key, a number of times. */
  private async step(fact: string, id: string, command: Omit<Command, 'key'>): Promise<Receipt | undefined> {
    for (let tries = 0; tries < STEP_TRIES && !this.isOver; tries += 1) {
      const receipt = await this.send({ fact, id, outcome: 'invoked' }, { ...command, key: randomUUID() });
      if (receipt) return receipt;
      await pause(AGAIN_AFTER_MS);
    }
    return undefined;
  }

  private async send(sent: Sent, command: Command, once = false): Promise<Receipt | undefined> {
    this.history.push(sent);
    const answer = await this.options.door.send(command, once);
    sent.status = answer?.status;
    sent.outcome = answer === undefined ? 'unknown' : answer.status < 300 ? 'ok' : 'failed';
    if (sent.outcome !== 'ok') return undefined;
    const receipt = answer!.body as Receipt & { version: number };
    sent.id ??= receipt.id;
    sent.acknowledged = { key: receipt.id, version: receipt.version };
    return receipt;
  }
}
