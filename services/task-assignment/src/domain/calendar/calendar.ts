import { addDays, type CapacityPublished, type FactsOf } from '#libs/contracts';
import type { Noun } from '#libs/decider';

/** Minutes by kind of work and day. */
type MinutesByDay = Record<string, Record<string, number>>;

/** What a claim holds. */
export interface HeldByClaim {
  kindOfWork: string;
  holds: { day: string; minutes: number }[];
}

/** Dated capacity: what there is, what work has used, what live claims hold. */
export interface Capacity {
  published: MinutesByDay;
  used: MinutesByDay;
  held: Record<string, HeldByClaim>;
}

/** The capacity of one department; the only place where its hours are given away. */
export interface CalendarState extends Capacity {
  departmentId: string;
  /** Empty until the department is registered. */
  vekstbedrift: string;
  name: string;
  kindsOfWork: string[];
}

/** The row is locked by every claim, so it stays small: days further back than this are in the facts only. */
export const DAYS_REMEMBERED = 400;

export const calendar: Noun<CalendarState, FactsOf<'task-assignment'>> = {
  name: 'calendar',
  initial: (id) => ({
    departmentId: id,
    vekstbedrift: '',
    name: '',
    kindsOfWork: [],
    published: {},
    used: {},
    held: {},
  }),
  evolve(state, { type, data }) {
    if (!('departmentId' in data) || data.departmentId !== state.departmentId) return state;
    switch (type) {
      case 'DepartmentRegistered':
        return { ...state, vekstbedrift: data.vekstbedrift, name: data.name, kindsOfWork: data.kindsOfWork };
      case 'CapacityPublished':
        return withPublished(state, data);
      case 'OrderClaimed':
        return {
          ...state,
          held: { ...state.held, [data.claimId]: { kindOfWork: data.kindOfWork, holds: data.holds } },
        };
      case 'ClaimReleased':
        return without(state, data.claimId);
      case 'WorkDelivered':
        return withUsed(state, data.claimId);
      default:
        return state;
    }
  },
};

/** Minutes of a kind of work from the first day to the last: published, used, held by live claims, and free. */
export function minutesByDay({ published, used, held }: Capacity, kind: string, from: string, to: string) {
  const heldOn: Record<string, number> = {};
  for (const claim of Object.values(held).filter(({ kindOfWork }) => kindOfWork === kind)) {
    for (const { day, minutes } of claim.holds) heldOn[day] = (heldOn[day] ?? 0) + minutes;
  }
  const days = new Set([
    ...Object.keys(published[kind] ?? {}),
    ...Object.keys(used[kind] ?? {}),
    ...Object.keys(heldOn),
  ]);
  return [...days]
    .filter((day) => day >= from && day <= to)
    .sort()
    .map((day) => {
      const minutes = { published: published[kind]?.[day] ?? 0, used: used[kind]?.[day] ?? 0, held: heldOn[day] ?? 0 };
      // Less may be published than is held or used (somebody falls ill): claims stand, and nothing is free.
      return { day, ...minutes, free: Math.max(0, minutes.published - minutes.used - minutes.held) };
    });
}

/** Days from the first to the last that have free minutes, and how many. */
export const freeByDay = (capacity: Capacity, kind: string, from: string, to: string) =>
  minutesByDay(capacity, kind, from, to)
    .filter(({ free }) => free > 0)
    .map(({ day, free }) => ({ day, minutes: free }));

/** Free minutes of a kind from the first day to the last. */
export const freeMinutes = (capacity: Capacity, kind: string, from: string, to: string): number =>
  freeByDay(capacity, kind, from, to).reduce((sum, { minutes }) => sum + minutes, 0);

function withPublished(state: CalendarState, { days, publishedOn }: CapacityPublished): CalendarState {
  const since = publishedOn ? addDays(publishedOn, -DAYS_REMEMBERED) : '';
  const published = daysSince(since, state.published);
  for (const { day, kindOfWork, minutes } of days) published[kindOfWork] = { ...published[kindOfWork], [day]: minutes };
  return { ...state, published, used: daysSince(since, state.used) };
}

const daysSince = (since: string, minutes: MinutesByDay): MinutesByDay =>
  Object.fromEntries(
    Object.entries(minutes).map(([kind, days]) => [
      kind,
      Object.fromEntries(Object.entries(days).filter(([day]) => day >= since)),
    ]),
  );

function without(state: CalendarState, claimId: string): CalendarState {
  const { [claimId]: _, ...held } = state.held;
  return { ...state, held };
}

function withUsed(state: CalendarState, claimId: string): CalendarState {
  const claim = state.held[claimId];
  if (!claim) return state; // a delivery that supersedes a disputed one uses no further hours
  const used = { ...state.used[claim.kindOfWork] };
  for (const { day, minutes } of claim.holds) used[day] = (used[day] ?? 0) + minutes;
  return { ...without(state, claimId), used: { ...state.used, [claim.kindOfWork]: used } };
}
