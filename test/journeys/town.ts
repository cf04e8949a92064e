import {
  controlDigit,
  type CalendarView,
  type LedgerOfCategoryView,
  type OrderTerms,
  type Outcomes,
} from '#libs/contracts';
import { randomInt } from 'node:crypto';
import { carriedOut, said, until, type Asker, type Client } from './client.js';
import { CLAIM_BY, DAYS, NOW } from './moments.js';
import { OrderOnItsWay } from './order-on-its-way.js';

/** A department that works, with its own vekstbedrift. */
export interface Department {
  name: string;
  departmentId: string;
  vekstbedrift: string;
  leader: Asker;
}

/** A municipality of its own with a unit, and the departments that serve it; no other journey meets it. */
export class Town {
  readonly departments: Department[] = [];

  private constructor(
    readonly client: Client,
    readonly operator: Asker,
    readonly municipality: string,
    readonly unit: string,
  ) {}

  /** The same town, reached at another address. */
  reachedBy(client: Client): Town {
    const { operator, municipality, unit, departments } = this;
    const town = new Town(client, operator, municipality, unit);
    town.departments.push(...departments);
    return town;
  }

  /** Each department has so many minutes of meeting food on each day of delivery. */
  static async build(client: Client, minutesOf: Record<string, number> = {}): Promise<Town> {
    const operator: Asker = { role: 'operator', org: syntheticNumber(), now: NOW };
    const municipality = syntheticNumber();
    const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
    carriedOut(await client.post(operator, '/api/ordering/municipalities', { municipality, name: 'Lia', numbers }));
    const units = `/api/ordering/municipalities/${municipality}/units`;
    const unit = said(await client.post(operator, units, { name: 'Town hall' }), 'UnitRegistered', 'unitId');
    const town = new Town(client, operator, municipality, unit);
    for (const [name, minutes] of Object.entries(minutesOf)) await town.addDepartment(name, minutes);
    return town;
  }

  /** The first department; most towns have no other. */
  get kitchen(): Department {
    return this.departments[0]!;
  }

  readonly buyer = (): Asker => ({ role: 'buyer', org: this.municipality, now: NOW });
  readonly adviser = (): Asker => ({ role: 'adviser', org: this.municipality, now: NOW });

  /** What a buyer asks for by default: 600 minutes of meeting food for 1 000 kroner. */
  terms(differs: Partial<OrderTerms> = {}): OrderTerms {
    return {
      ...{ unit: this.unit, title: 'Rolls for the council', kindOfWork: 'meeting-food', cpv: '55521200' },
      ...{ valueOre: 100_000, estimatedMinutes: 600, deliverFrom: DAYS[0], deliverTo: DAYS[1] },
      ...{ place: 'The town hall', claimBy: CLAIM_BY },
      ...differs,
    };
  }

  async placed(differs?: Partial<OrderTerms>): Promise<OrderOnItsWay> {
    const receipt = carriedOut(await this.client.post(this.buyer(), '/api/ordering/orders', this.terms(differs)));
    return new OrderOnItsWay(this, receipt.id);
  }

  /** An order that is offered, and that everybody knows to be. */
  async opened(differs?: Partial<OrderTerms>): Promise<OrderOnItsWay> {
    const order = await this.placed(differs);
    await order.settledAs('open');
    return order;
  }

  /** Lets the deadlines of this town pass that have come at that moment; how many passed. */
  async fire(now: string): Promise<number> {
    const body = { now, organisations: [this.municipality] };
    const { fired } = carriedOut(await this.client.post(this.operator, '/api/task-assignment/timers/fire', body));
    return Number(fired);
  }

  /** Minutes of a department by what has become of them, over the days of delivery. */
  async minutes({ departmentId, leader }: Department): Promise<{ held: number; used: number; free: number }> {
    const path = `/api/task-assignment/departments/${departmentId}/calendar?from=${DAYS[0]}&to=${DAYS[1]}`;
    const { days } = (await this.client.get<CalendarView>(leader, path)).body;
    const sum = (field: 'held' | 'used' | 'free') => days.reduce((total, day) => total + day[field], 0);
    return { held: sum('held'), used: sum('used'), free: sum('free') };
  }

  async ledger(category = 'food'): Promise<LedgerOfCategoryView> {
    const path = `/api/procurement-compliance/ledger/${category}`;
    return (await this.client.get<LedgerOfCategoryView>(this.buyer(), path)).body;
  }

  /** Waits until reporting has these figures of the town; it follows the others in its own time. */
  async untilReported(figures: object): Promise<void> {
    const look = async () => (await this.client.get<Outcomes>(this.buyer(), '/api/reporting/outcomes')).body.total;
    await until(`figures of ${this.municipality}`, look, (total) => holds(total, figures));
  }

  private async addDepartment(name: string, minutes: number): Promise<void> {
    const { client, operator } = this;
    const vekstbedrift = syntheticNumber();
    const entry = { vekstbedrift, name: `${name} Vekst`, serves: [this.municipality] };
    carriedOut(await client.post(operator, '/api/task-assignment/vekstbedrifter', entry));
    const path = `/api/task-assignment/vekstbedrifter/${vekstbedrift}/departments`;
    const registered = await client.post(operator, path, { name, kindsOfWork: ['meeting-food', 'packing'] });
    const departmentId = said(registered, 'DepartmentRegistered', 'departmentId');
    const leader: Asker = { role: 'work-leader', org: vekstbedrift, department: departmentId, now: NOW };
    const days = DAYS.flatMap((day) => [{ day, kindOfWork: 'meeting-food', minutes }]);
    carriedOut(await client.post(leader, `/api/task-assignment/departments/${departmentId}/capacity`, { days }));
    this.departments.push({ name, departmentId, vekstbedrift, leader });
  }
}

/** Whether what is seen has all that is expected, at any depth. */
const holds = (seen: unknown, expected: object): boolean =>
  Object.entries(expected).every(([name, value]) => {
    const there = (seen as Record<string, unknown>)[name];
    return typeof value === 'object' ? holds(there, value as object) : there === value;
  });

/** A synthetic organisation number: its control digit is right, and no real number begins with 1 to 7. */
export function syntheticNumber(): string {
  for (;;) {
    const eight = String(randomInt(10_000_000, 80_000_000));
    const digit = controlDigit(eight);
    if (digit !== undefined) return `${eight}${digit}`;
  }
}
