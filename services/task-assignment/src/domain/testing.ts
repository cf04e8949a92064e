import { fact, type FactBody, type FactsOf, type OrderOpened } from '#libs/contracts';
import { fold } from '#libs/decider';
import type { Actor } from './acts-for.js';
import type { Candidate } from './assignment/eligibility.js';
import { calendar } from './calendar/calendar.js';

/** A Monday morning in November, 09:00 in Norway. */
export const NOW = '2026-11-23T08:00:00.000Z';
export const ORDER = '019ab1c0-7e00-7000-8000-0000000000a1';
export const CLAIM = '019ab1c0-7e00-7000-8000-0000000000c1';
export const OTHER_CLAIM = '019ab1c0-7e00-7000-8000-0000000000c2';
export const DELIVERY = '019ab1c0-7e00-7000-8000-0000000000d1';
export const RODBERG = '019ab1c0-7e00-7000-8000-0000000000e1';
export const LAMPELAND = '019ab1c0-7e00-7000-8000-0000000000e2';
export const MUNICIPALITY = '310000019';
export const NUMEDAL = '310000094';
export const VALDRES = '310000175';

export const leader: Actor = { org: NUMEDAL, role: 'work-leader', department: RODBERG };
export const manager: Actor = { org: NUMEDAL, role: 'manager' };
export const otherManager: Actor = { org: VALDRES, role: 'manager' };

const TERMS = {
  unit: '019ab1c0-7e00-7000-8000-0000000000b1',
  title: 'Rolls for the council',
  kindOfWork: 'meeting-food',
  cpv: '55521200',
  valueOre: 450_000,
  estimatedMinutes: 600,
  deliverFrom: '2026-11-30',
  deliverTo: '2026-12-02',
  place: 'The town hall',
  claimBy: '2026-11-25T08:00:00Z',
};

const answered = { orderId: ORDER, orderVersion: 1, municipality: MUNICIPALITY };

/** Meeting food for a council, ten hours of work on three days, to be claimed within two days. */
export const opened = (differs: Partial<OrderOpened> = {}): OrderOpened => ({
  ...answered,
  ...TERMS,
  initiatedAt: '2026-11-23',
  path: 'OUTSIDE_LAW',
  ...differs,
});

/** A department that may take the order: it has exactly the hours. */
export const candidate = (departmentId: string, differs: Partial<Candidate> = {}): Candidate => ({
  departmentId,
  vekstbedrift: NUMEDAL,
  servesMunicipality: true,
  kindsOfWork: ['meeting-food', 'town-tidying'],
  capacity: capacity({ '2026-11-30': 300, '2026-12-01': 300 }),
  ...differs,
});

export const capacity = (minutes: Record<string, number>) => ({
  published: { 'meeting-food': minutes },
  used: {},
  held: {},
});

/** The order was offered to these departments. */
export function offered(departments: string[], differs: Partial<FactBody<'OrderOffered'>> = {}) {
  return fact('OrderOffered', {
    ...answered,
    offered: departments.map((departmentId) => ({ departmentId, vekstbedrift: NUMEDAL, freeMinutes: 600 })),
    notOffered: [],
    order: { ...TERMS, openedOn: '2026-11-23' },
    ...differs,
  });
}

const claim = { ...answered, claimId: CLAIM, departmentId: RODBERG, vekstbedrift: NUMEDAL };

/** Rødberg took it on Monday and holds its hours until Thursday. */
export const claimed = (differs: Partial<FactBody<'OrderClaimed'>> = {}) =>
  fact('OrderClaimed', {
    ...claim,
    kindOfWork: 'meeting-food',
    holds: [
      { day: '2026-11-30', minutes: 300 },
      { day: '2026-12-01', minutes: 300 },
    ],
    expiresAt: '2026-11-26T08:00:00.000Z',
    ...differs,
  });

export const confirmed = () => fact('ClaimConfirmed', claim);
export const released = (reason: string) => fact('ClaimReleased', { ...claim, reason });
export const closed = (reason: string) => fact('OffersClosed', { ...answered, reason });
export const declined = (departmentId: string) =>
  fact('OfferDeclined', { ...answered, departmentId, vekstbedrift: NUMEDAL, reason: 'no-hands' });

export const delivered = (deliveryId = DELIVERY) =>
  fact('WorkDelivered', {
    ...claim,
    deliveryId,
    deliveredOn: '2026-11-30',
    kindOfWork: 'meeting-food',
    facilitatedMinutes: 540,
    participations: 6,
    steps: ['preparing', 'delivering'],
    purchases: [],
  });

/** Rødberg was registered, and published these minutes for meeting food. */
export const registered = () =>
  fact('DepartmentRegistered', {
    vekstbedrift: NUMEDAL,
    departmentId: RODBERG,
    name: 'Rødberg',
    kindsOfWork: ['meeting-food', 'town-tidying'],
  });

export const published = (minutes: Record<string, number>, kindOfWork = 'meeting-food') =>
  fact('CapacityPublished', {
    departmentId: RODBERG,
    vekstbedrift: NUMEDAL,
    days: Object.entries(minutes).map(([day, each]) => ({ day, kindOfWork, minutes: each })),
  });

/** Rødberg's calendar after these facts. */
export const calendarOf = (...past: FactsOf<'task-assignment'>[]) => fold(calendar, RODBERG, past);
