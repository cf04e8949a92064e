import { newId, type FactBody, type OrderOpened } from '#libs/contracts';
import { testService, type TestService } from '#libs/service-kit/testing';
import { taskAssignment } from '#services/task-assignment';

/** A Monday morning in 2018 by the signed clock, 09:00 in Norway: by the wall clock every deadline is long past. */
export const NOW = '2018-11-19T08:00:00.000Z';
export const ROLLAG = '310000019';
export const FLESBERG = '310000027';
export const NUMEDAL = '310000094';
const VALDRES = '310000175';
const OPERATOR = '310000205';

/** The days of delivery. */
export const DAYS = ['2018-11-26', '2018-11-27'] as const;

interface Fact {
  name: string;
  data: Record<string, unknown>;
}

/** The service with two vekstbedrifter and three departments, and words for what happens in it. */
export class Stage {
  rodberg = '';
  lampeland = '';
  fagernes = '';

  private constructor(readonly service: TestService) {}

  static async open(): Promise<Stage> {
    const stage = new Stage(await testService(taskAssignment));
    await stage.register(NUMEDAL, 'Numedal Vekst', [ROLLAG]);
    await stage.register(VALDRES, 'Valdres Vekst', [ROLLAG]);
    stage.rodberg = await stage.department(NUMEDAL, 'Rødberg', ['meeting-food', 'town-tidying']);
    stage.lampeland = await stage.department(NUMEDAL, 'Lampeland', ['meeting-food', 'laundry']);
    stage.fagernes = await stage.department(VALDRES, 'Fagernes', ['meeting-food', 'wood']);
    return stage;
  }

  readonly manager = (org = NUMEDAL, now = NOW) => this.service.as({ role: 'manager', org, now });
  readonly otherManager = () => this.manager(VALDRES);
  readonly leader = (department: string) =>
    this.service.as({
      role: 'work-leader',
      org: department === this.fagernes ? VALDRES : NUMEDAL,
      department,
      now: NOW,
    });
  readonly buyer = (org = ROLLAG) => this.service.as({ role: 'buyer', org, now: NOW });
  readonly operator = () => this.service.as({ role: 'operator', org: OPERATOR, now: NOW });

  /** Publishes minutes on both days of delivery. */
  async publish(department: string, minutes: number, kindOfWork = 'meeting-food'): Promise<void> {
    const days = DAYS.map((day) => ({ day, kindOfWork, minutes }));
    const { status, body } = await this.leader(department).post(`departments/${department}/capacity`, { days });
    if (status !== 201) throw new Error(JSON.stringify(body));
  }

  /** An order is opened by ordering; its answer here is waited for. */
  async opened(differs: Partial<OrderOpened> = {}, occurredAt = NOW, clock: 'signed' | 'wall' = 'signed') {
    const order = { ...TERMS, orderId: newId(), ...differs };
    await this.service.publish('OrderOpened', order, { occurredAt, clock });
    await this.service.settled();
    const { orderId, orderVersion, municipality } = order;
    return { orderId, orderVersion, municipality };
  }

  async ordering<N extends 'OrderConfirmed' | 'OrderReopened' | 'OrderWithdrawn' | 'OrderAmended' | 'OrderClosed'>(
    name: N,
    data: FactBody<N>,
    occurredAt = NOW,
  ): Promise<void> {
    await this.service.publish(name, data, { occurredAt, clock: 'signed' });
    await this.service.settled();
  }

  readonly claim = (orderId: string, departmentId: string) =>
    this.leader(departmentId).post(`orders/${orderId}/claims`, { departmentId });
  readonly decline = (orderId: string, departmentId: string) =>
    this.leader(departmentId).post(`orders/${orderId}/declines`, { departmentId, reason: 'no-hands' });

  /** Rødberg claims and ordering confirms. */
  async confirmed(order: { orderId: string; orderVersion: number; municipality: string }) {
    const claimId = this.claimIn((await this.claim(order.orderId, this.rodberg)).body);
    await this.ordering('OrderConfirmed', { ...order, claimId, departmentId: this.rodberg, vekstbedrift: NUMEDAL });
    return { ...order, claimId };
  }

  readonly claimIn = (receipt: { happened: { data: { claimId: string } }[] }) => receipt.happened[0]!.data.claimId;

  async fire(now: string, organisations = [ROLLAG]): Promise<number> {
    const { body } = await this.operator().post('timers/fire', { now, organisations });
    return (body as { fired: number }).fired;
  }

  /** What this service has said about an order. */
  async said(orderId: string): Promise<Fact[]> {
    const facts = await this.service.facts(orderId);
    return facts
      .filter(({ source }) => source === 'task-assignment')
      .map(({ name, data }) => ({ name, data: data as never }));
  }

  readonly names = async (orderId: string) => (await this.said(orderId)).map(({ name }) => name);

  /** Free minutes of a department on the days of delivery. */
  async free(department: string): Promise<number[]> {
    const { body } = await this.leader(department).get(
      `departments/${department}/calendar?from=${DAYS[0]}&to=${DAYS[1]}`,
    );
    return (body as { days: { free: number }[] }).days.map(({ free }) => free);
  }

  private async register(vekstbedrift: string, name: string, serves: string[]): Promise<void> {
    await this.operator().post('vekstbedrifter', { vekstbedrift, name, serves });
  }

  private async department(vekstbedrift: string, name: string, kindsOfWork: string[]): Promise<string> {
    const path = `vekstbedrifter/${vekstbedrift}/departments`;
    const { body } = await this.manager(vekstbedrift).post(path, { name, kindsOfWork });
    return (body as { happened: { data: { departmentId: string } }[] }).happened[0]!.data.departmentId;
  }
}

/** An order as ordering opens it: ten hours on two days. */
export const TERMS: OrderOpened = {
  orderId: '',
  orderVersion: 1,
  municipality: ROLLAG,
  unit: '019ab1c0-7e00-7000-8000-0000000000b1',
  title: 'Rolls for the council',
  kindOfWork: 'meeting-food',
  cpv: '55521200',
  valueOre: 450_000,
  estimatedMinutes: 600,
  deliverFrom: DAYS[0],
  deliverTo: DAYS[1],
  place: 'The town hall',
  claimBy: '2018-11-21T08:00:00.000Z',
  initiatedAt: '2018-11-19',
  path: 'OUTSIDE_LAW',
};
