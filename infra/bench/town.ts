import { addDays, controlDigit, localDay } from '#libs/contracts';
import { randomInt } from 'node:crypto';
import type { Client, Persona, Receipt } from './client.js';

const MUNICIPALITIES = 40;
const DEPARTMENTS = 8;
/** The most that a department may publish for one day and kind: the bench must never run out of hours. */
const PLENTY = 600_000;
const DAYS = 20;

/** One client's world: a buyer whose orders its own department takes. */
export interface Desk {
  buyer: Persona;
  unit: string;
  leader: Persona;
  departmentId: string;
}

/** Where the flows of a run take place. */
export interface Town {
  desks: Desk[];
  today: string;
  deliverFrom: string;
  deliverTo: string;
  claimBy: string;
}

/** A synthetic organisation number: valid, and never one that a real organisation could have. */
export function syntheticNumber(): string {
  for (;;) {
    const eight = String(randomInt(10_000_000, 80_000_000));
    const control = controlDigit(eight);
    if (control !== undefined) return `${eight}${control}`;
  }
}

/** Registers municipalities with a unit each, and a vekstbedrift whose departments have more hours than the run needs. */
export async function buildTown(client: Client): Promise<Town> {
  const operator: Persona = { role: 'operator', org: syntheticNumber() };
  const today = localDay(new Date().toISOString());
  const day = addDays(today, 1);
  const buyers = await Promise.all(
    Array.from({ length: MUNICIPALITIES }, () => registerMunicipality(client, operator)),
  );
  const vekstbedrift = syntheticNumber();
  const serves = buyers.map(({ buyer }) => buyer.org);
  await client.post(operator, '/api/task-assignment/vekstbedrifter', { vekstbedrift, name: 'Benk Vekst', serves });
  const departments: Pick<Desk, 'leader' | 'departmentId'>[] = [];
  for (let i = 0; i < DEPARTMENTS; i += 1)
    departments.push(await registerDepartment(client, operator, vekstbedrift, day));
  const desks = buyers.map((buyer, i) => ({ ...buyer, ...departments[i % DEPARTMENTS]! }));
  return { desks, today, deliverFrom: day, deliverTo: addDays(day, DAYS - 1), claimBy: `${day}T08:00:00.000Z` };
}

async function registerMunicipality(client: Client, operator: Persona) {
  const municipality = syntheticNumber();
  const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
  await client.post(operator, '/api/ordering/municipalities', { municipality, name: 'Benk', numbers });
  const receipt = await client.post(operator, `/api/ordering/municipalities/${municipality}/units`, {
    name: 'Town hall',
  });
  return { buyer: { role: 'buyer', org: municipality }, unit: bodyOf(receipt, 'UnitRegistered')['unitId'] as string };
}

async function registerDepartment(client: Client, operator: Persona, vekstbedrift: string, from: string) {
  const department = { name: 'Department', kindsOfWork: ['meeting-food'] };
  const receipt = await client.post(
    operator,
    `/api/task-assignment/vekstbedrifter/${vekstbedrift}/departments`,
    department,
  );
  const departmentId = bodyOf(receipt, 'DepartmentRegistered')['departmentId'] as string;
  const days = Array.from({ length: DAYS }, (_, i) => ({
    day: addDays(from, i),
    kindOfWork: 'meeting-food',
    minutes: PLENTY,
  }));
  const leader = { role: 'work-leader', org: vekstbedrift, department: departmentId };
  await client.post(leader, `/api/task-assignment/departments/${departmentId}/capacity`, { days });
  return { leader, departmentId };
}

/** What a fact of a receipt says. */
export function bodyOf({ happened }: Receipt, name: string): Record<string, unknown> {
  const found = happened.find((each) => each.fact === name);
  if (!found) throw new Error(`${name} did not follow: ${JSON.stringify(happened)}`);
  return found.data;
}
