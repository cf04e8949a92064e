import type { Buyer, Place, Supplier } from './cast.js';

/** A purchase that a department makes for a job. */
export interface Bought {
  from: Supplier;
  what: string;
  kroner: number;
}

/** What a department registers when the job is done. */
export interface Work {
  minutes: number;
  participations: number;
  steps: string[];
  bought?: Bought[];
}

/** How an order goes on after it was placed. Days are counted in working days before the last one of the month. */
export type Course =
  | { by: Place | 'whoever-is-first'; done: Work; disputed?: { reason: string; acceptedKroner: number } }
  | { by: Place; withdrawn: { day: number; reason: string } }
  | { by: Place; after: 'the month' }
  | { external: Supplier; reason: string };

/** One order of the month. */
export interface Order {
  buyer: Buyer;
  unit: string;
  title: string;
  kindOfWork: string;
  cpv: string;
  kroner: number;
  minutes: number;
  place: string;
  placed: number;
  /** First and last day of delivery; the last one is the day it is delivered. */
  deliver: [first: number, last: number];
  /** An adviser decides it, because it is held. */
  approved?: string;
  course: Course;
}

const FOOD = { kindOfWork: 'meeting-food', cpv: '55521200' };
const ALL_STEPS = ['buying', 'preparing', 'producing', 'delivering', 'clearing'];
const rolls = (kroner: number): Bought => ({ from: 'bakery', what: 'Rundstykker og kaker', kroner });
const fillings = (kroner: number): Bought => ({ from: 'grocer', what: 'Pålegg og frukt', kroner });

/** Food for the councils, from time to time; there is no standing agreement. */
const councils: Order[] = [
  {
    ...{ ...FOOD, buyer: 'rollag', unit: 'Politisk sekretariat', place: 'Rollag kommunehus' },
    ...{ title: 'Rundstykker, formannskapet', kroner: 2_400, minutes: 240, placed: 19, deliver: [16, 16] },
    course: { by: 'lampeland', done: { minutes: 225, participations: 4, steps: ALL_STEPS, bought: [rolls(612)] } },
  },
  {
    ...{ ...FOOD, buyer: 'noreOgUvdal', unit: 'Ordførerens kontor', place: 'Rødberg, kommunehuset' },
    ...{ title: 'Møtemat, kommunestyret', kroner: 3_900, minutes: 180, placed: 17, deliver: [14, 14] },
    course: {
      by: 'rodberg',
      done: { minutes: 210, participations: 3, steps: ['buying', 'preparing', 'delivering'], bought: [rolls(940)] },
    },
  },
  {
    ...{ ...FOOD, buyer: 'flesberg', unit: 'Politisk sekretariat', place: 'Lampeland, kommunehuset' },
    ...{ title: 'Møtemat, kommunestyret', kroner: 3_600, minutes: 300, placed: 13, deliver: [10, 10] },
    course: {
      by: 'lampeland',
      done: { minutes: 285, participations: 6, steps: ALL_STEPS, bought: [rolls(880), fillings(415)] },
      disputed: { reason: 'Twelve rolls were missing.', acceptedKroner: 3_000 },
    },
  },
  {
    ...{ ...FOOD, buyer: 'rollag', unit: 'Politisk sekretariat', place: 'Rollag kommunehus' },
    ...{ title: 'Møtemat, kommunestyret', kroner: 4_200, minutes: 330, placed: 8, deliver: [5, 5] },
    course: {
      by: 'lampeland',
      done: { minutes: 340, participations: 7, steps: ALL_STEPS, bought: [rolls(1_150), fillings(380)] },
    },
  },
];

/** The joint meeting of the owners: one municipality orders for the three. */
const ownersMeeting: Order = {
  ...{ buyer: 'noreOgUvdal', unit: 'Ordførerens kontor', place: 'Rødberg, kommunehuset' },
  ...{ kindOfWork: 'catering', cpv: '55520000', title: 'Lunsj, eiermøtet', kroner: 5_800, minutes: 480 },
  ...{ placed: 9, deliver: [4, 4] },
  course: {
    by: 'lampeland',
    done: { minutes: 505, participations: 8, steps: ALL_STEPS, bought: [rolls(1_275), fillings(690)] },
  },
};

/** The town centre of Rødberg, every week, by the department there. */
const tidying: Order[] = [6, 5, 3, 5].map((participations, week) => ({
  ...{ buyer: 'noreOgUvdal', unit: 'Teknisk drift', place: 'Rødberg sentrum', kindOfWork: 'town-tidying' },
  ...{ cpv: '90610000', title: 'Rydding, Rødberg sentrum', kroner: 1_200, minutes: 300 },
  ...{ placed: 18 - 5 * week, deliver: [17 - 5 * week, 16 - 5 * week] as [number, number] },
  course: { by: 'rodberg', done: { minutes: 60 * participations, participations, steps: ['producing', 'clearing'] } },
}));

const others: Order[] = [
  {
    ...{ buyer: 'rollag', unit: 'Rollag skule', place: 'Rollag skule', kindOfWork: 'furniture-repair' },
    ...{ cpv: '50850000', title: 'Reparasjon, 60 skolestoler', kroner: 11_500, minutes: 1_800 },
    ...{ placed: 15, deliver: [12, 8] },
    course: { external: 'workshop', reason: 'The only joiner in the valley with hands this month.' },
  },
  {
    ...{ buyer: 'flesberg', unit: 'Plan og miljø', place: 'Lampeland, kommunehuset', kindOfWork: 'packing' },
    ...{ cpv: '79920000', title: 'Pakking, 1400 konvolutter', kroner: 4_600, minutes: 420 },
    ...{ placed: 12, deliver: [9, 6] },
    course: { by: 'whoever-is-first', done: { minutes: 450, participations: 9, steps: ['preparing', 'producing'] } },
  },
  {
    ...{ ...FOOD, buyer: 'rollag', unit: 'Politisk sekretariat', place: 'Rollag kommunehus' },
    ...{ title: 'Kveldsmat, temamøtet', kroner: 2_900, minutes: 240, placed: 7, deliver: [2, 2] },
    course: { by: 'lampeland', withdrawn: { day: 5, reason: 'The meeting is cancelled.' } },
  },
];

/**
 * Laundry comes near the scope of the law on the day: two units of a municipality order on the same day, so the limit of one
 * day holds for both, and the second order reaches it. Prices and hours follow the scope; no week of laundry is like that.
 */
const laundry = (scopeKroner: number): Order[] => {
  const order = (unit: string, title: string, share: number): Order => ({
    ...{ buyer: 'flesberg', unit, title, place: 'Vaskeriet på Lampeland', kindOfWork: 'laundry', cpv: '98310000' },
    ...{ kroner: share * scopeKroner, minutes: share * scopeKroner * 0.1, placed: 0, deliver: [-1, -6] },
    course: { by: 'lampeland', after: 'the month' },
  });
  return [
    order('Helse og omsorg', 'Vask, sengetøy', 0.06),
    {
      ...order('Teknisk drift', 'Vask, arbeidstøy', 0.09),
      approved:
        'Three laundries were asked in writing; this offer was the lowest at a market price. The inquiry is filed with the case.',
    },
  ];
};

/** Every order of the month. */
export const ordersOf = (scopeKroner: number): Order[] => [
  ...councils,
  ownersMeeting,
  ...tidying,
  ...others,
  ...laundry(scopeKroner),
];

/** Like purchases of the eleven months before, in kroner for each of three periods: the platform was not there yet. */
export const declaredBefore = (scopeKroner: number): { buyer: Buyer; category: string; kroner: number[] }[] => [
  { buyer: 'rollag', category: 'food', kroner: [4_400, 4_100, 3_700] },
  { buyer: 'flesberg', category: 'food', kroner: [3_200, 3_000, 2_700] },
  { buyer: 'noreOgUvdal', category: 'food', kroner: [3_500, 2_800, 3_200] },
  { buyer: 'noreOgUvdal', category: 'town-tidying', kroner: [20_400, 20_400, 15_600] },
  { buyer: 'rollag', category: 'furniture-repair', kroner: [0, 12_000, 0] },
  { buyer: 'flesberg', category: 'packing', kroner: [9_000, 0, 7_500] },
  { buyer: 'flesberg', category: 'laundry', kroner: [0.3, 0.3, 0.28].map((share) => Math.round(share * scopeKroner)) },
];

/** A year's turnover of the vekstbedrift in kroner: by owner, from NAV, from the public else, from private customers. */
export const turnover = {
  owners: { noreOgUvdal: 905_000, flesberg: 640_000, rollag: 410_000 } satisfies Record<Buyer, number>,
  nav: 7_260_000,
  otherPublic: 385_000,
  powerCompany: 270_000,
  otherPrivate: 1_930_000,
};
