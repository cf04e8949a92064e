import type { LedgerOfCategoryView } from '#libs/contracts';
import type { Buyer, Cast, Place } from './cast.js';
import type { Asker, Client } from './client.js';
import type { Month } from './month.js';
import { declaredBefore, ordersOf, turnover, type Order } from './story.js';

/** Kroner as the platform counts them. */
export const ore = (kroner: number): number => Math.round(kroner * 100);

/** The stage before the month begins: who there is, with the ids the platform gave them, and the orders to come. */
export interface Stage {
  cast: Cast;
  month: Month;
  departments: Record<Place, string>;
  units: Map<string, string>;
  orders: Order[];
}

export const unitKey = (buyer: Buyer, unit: string): string => `${buyer}: ${unit}`;

/** Registers everybody, says who owns the vekstbedrift and what it sells, declares earlier purchases, opens the calendars. */
export async function prepare(client: Client, cast: Cast, month: Month): Promise<Stage> {
  const now = `${month.first}T05:00:00.000Z`;
  const operator: Asker = { role: 'operator', org: cast.operator, now };
  const scope = await scopeOn(client, operator, cast, month.workday(0));
  const orders = ordersOf(scope);

  for (const { org, name, numbers } of Object.values(cast.municipalities)) {
    await client.post(operator, '/api/ordering/municipalities', { municipality: org, name, numbers });
  }
  const units = await registerUnits(client, operator, cast, orders);
  const departments = await registerVekstbedrift(client, operator, cast);
  await recordOwners(client, cast, now);
  await declare(client, cast, month, scope);
  await publishCapacity(client, { cast, month, departments });
  return { cast, month, departments, units, orders };
}

/** The scope of the law in kroner on a day, as the platform's rules have it. */
async function scopeOn(client: Client, operator: Asker, cast: Cast, day: string): Promise<number> {
  const municipality = cast.municipalities.flesberg.org;
  const path = `/api/procurement-compliance/ledger/laundry?municipality=${municipality}&on=${day}`;
  const { limitOre } = await client.get<LedgerOfCategoryView>(operator, path);
  if (limitOre === undefined) throw new Error(`The platform knows no scope of the law for ${day}.`);
  return limitOre / 100;
}

async function registerUnits(client: Client, operator: Asker, cast: Cast, orders: Order[]) {
  const units = new Map<string, string>();
  for (const { buyer, unit } of orders) {
    const key = unitKey(buyer, unit);
    if (units.has(key)) continue;
    const path = `/api/ordering/municipalities/${cast.municipalities[buyer].org}/units`;
    const receipt = await client.post(operator, path, { name: unit });
    units.set(key, receipt.happened[0]!.data['unitId'] as string);
  }
  return units;
}

async function registerVekstbedrift(client: Client, operator: Asker, cast: Cast) {
  const { org, name } = cast.vekstbedrift;
  const serves = Object.values(cast.municipalities).map((municipality) => municipality.org);
  await client.post(operator, '/api/task-assignment/vekstbedrifter', { vekstbedrift: org, name, serves });
  const ids: Partial<Record<Place, string>> = {};
  for (const [place, department] of Object.entries(cast.departments)) {
    const path = `/api/task-assignment/vekstbedrifter/${org}/departments`;
    const body = { name: department.name, kindsOfWork: Object.keys(department.minutesOf) };
    const receipt = await client.post(operator, path, body);
    ids[place as Place] = receipt.happened[0]!.data['departmentId'] as string;
  }
  return ids as Record<Place, string>;
}

async function recordOwners(client: Client, { municipalities, vekstbedrift, powerCompany }: Cast, now: string) {
  const manager: Asker = { role: 'manager', org: vekstbedrift.org, now };
  const path = `/api/procurement-compliance/vekstbedrifter/${vekstbedrift.org}`;
  const owners = Object.values(municipalities).map(({ org, share }) => ({ owner: org, share }));
  await client.post(manager, `${path}/ownership`, { validFrom: '2010-01-01', owners });
  const sold = Object.entries(turnover.owners).map(([buyer, kroner]) => ({
    customerClass: 'owners',
    customer: municipalities[buyer as Buyer].org,
    amountOre: ore(kroner),
  }));
  const lines = [
    ...sold,
    { customerClass: 'nav', amountOre: ore(turnover.nav) },
    { customerClass: 'other-public', amountOre: ore(turnover.otherPublic) },
    { customerClass: 'private', customer: powerCompany.org, amountOre: ore(turnover.powerCompany) },
    { customerClass: 'private', amountOre: ore(turnover.otherPrivate) },
  ];
  await client.post(manager, `${path}/turnover`, { year: Number(now.slice(0, 4)) - 1, lines });
}

async function declare(client: Client, { municipalities }: Cast, { first, earlier }: Month, scope: number) {
  for (const { buyer, category, kroner } of declaredBefore(scope)) {
    const adviser: Asker = { role: 'adviser', org: municipalities[buyer].org, now: `${first}T05:00:00.000Z` };
    for (const [i, period] of earlier.entries()) {
      const body = { category, amountOre: ore(kroner[i]!), ...period, basis: 'Invented for the demo.' };
      await client.post(adviser, '/api/procurement-compliance/declarations', body);
    }
  }
}

async function publishCapacity(
  client: Client,
  { cast, month, departments }: Pick<Stage, 'cast' | 'month' | 'departments'>,
) {
  const manager: Asker = { role: 'manager', org: cast.vekstbedrift.org, now: `${month.first}T05:00:00.000Z` };
  // Ten working days beyond the month: what is ordered at its end is done after it.
  const workdays = Array.from({ length: 30 }, (_, i) => month.workday(i - 10)).filter((day) => day >= month.first);
  for (const [place, { minutesOf }] of Object.entries(cast.departments)) {
    const days = workdays.flatMap((day) =>
      Object.entries(minutesOf).map(([kindOfWork, minutes]) => ({ day, kindOfWork, minutes })),
    );
    await client.post(manager, `/api/task-assignment/departments/${departments[place as Place]}/capacity`, { days });
  }
}
