import type { FactsOf } from '#libs/contracts';
import { given } from '#libs/decider/testing';
import {
  CLAIM,
  claimed,
  delivered,
  LAMPELAND,
  leader,
  manager,
  NOW,
  NUMEDAL,
  otherManager,
  published,
  registered,
  released,
  RODBERG,
} from '../testing.js';
import { calendar, DAYS_REMEMBERED, freeByDay, freeMinutes, minutesByDay } from './calendar.js';
import { publishCapacity } from './publish-capacity.js';

const day = (on: string, minutes = 480, kindOfWork = 'meeting-food') => ({ day: on, kindOfWork, minutes });
const at = (actor = leader, now = NOW) => ({ now, actor });
const numbers = (...past: FactsOf<'task-assignment'>[]) =>
  minutesByDay(given(calendar, RODBERG, registered(), ...past).state, 'meeting-food', '2026-11-30', '2026-12-01');

describe('publishing capacity', () => {
  const department = given(calendar, RODBERG, registered());

  it('names days and minutes', () => {
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-30')] }, at()))
      .then({
        type: 'CapacityPublished',
        data: { departmentId: RODBERG, vekstbedrift: NUMEDAL, days: [day('2026-11-30')] },
      });
  });

  it('refuses the day before today and takes today, which is already the 24th in Norway at 23:30 UTC', () => {
    const late = '2026-11-23T23:30:00.000Z';
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-25'), day('2026-11-23')] }, at(leader, late)))
      .thenRejected('day-in-past', { day: '2026-11-23', today: '2026-11-24' });
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-24')] }, at(leader, late)))
      .then({ type: 'CapacityPublished' });
  });

  it('refuses work that the department does not do', () => {
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-30', 480, 'laundry')] }, at()))
      .thenRejected('kind-not-done', { kindOfWork: 'laundry' });
  });

  it('refuses a day that is named twice for one kind, and takes it for two kinds', () => {
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-30'), day('2026-11-30', 60)] }, at()))
      .thenRejected('day-named-twice', { day: '2026-11-30' });
    department
      .when((c) => publishCapacity(c, { days: [day('2026-11-30'), day('2026-11-30', 60, 'town-tidying')] }, at()))
      .then({ type: 'CapacityPublished' });
  });

  it.each([
    ['the manager of the vekstbedrift', manager, true],
    ['the work leader of another department', { ...leader, department: LAMPELAND }, false],
    ['the manager of another vekstbedrift', otherManager, false],
    ['a buyer, whatever else the token says', { ...leader, role: 'buyer' as const }, false],
  ])('is asked by %s', (_, actor, allowed) => {
    const decided = department.when((c) => publishCapacity(c, { days: [day('2026-11-30')] }, at(actor)));
    if (allowed) decided.then({ type: 'CapacityPublished' });
    else decided.thenRejected('department-not-found');
  });

  it('does not find a department that is not registered', () => {
    given(calendar, RODBERG)
      .when((c) => publishCapacity(c, { days: [day('2026-11-30')] }, at()))
      .thenRejected('department-not-found');
  });
});

describe('a calendar', () => {
  const twoDays = published({ '2026-11-30': 400, '2026-12-01': 400 });

  it('replaces named days and keeps the others', () => {
    const { state } = given(calendar, RODBERG, registered(), twoDays, published({ '2026-12-01': 90 }));
    expect(freeByDay(state, 'meeting-food', '2026-11-01', '2026-12-31')).toEqual([
      { day: '2026-11-30', minutes: 400 },
      { day: '2026-12-01', minutes: 90 },
    ]);
  });

  it('counts free minutes from the first day to the last, both included, of that kind only', () => {
    const { state } = given(calendar, RODBERG, registered(), twoDays, published({ '2026-12-01': 70 }, 'town-tidying'));
    const free = (from: string, to: string) => freeMinutes(state, 'meeting-food', from, to);
    expect([
      free('2026-11-30', '2026-12-01'),
      free('2026-12-01', '2026-12-01'),
      free('2026-12-02', '2026-12-31'),
    ]).toEqual([800, 400, 0]);
  });

  it('holds the hours of a claim, frees them when it is released, and uses them when work is delivered', () => {
    const on = (held: number, used: number, free: number) => [
      { day: '2026-11-30', published: 400, held, used, free },
      { day: '2026-12-01', published: 400, held, used, free },
    ];
    expect(numbers(twoDays, claimed())).toEqual(on(300, 0, 100));
    expect(numbers(twoDays, claimed(), released('expired'))).toEqual(on(0, 0, 400));
    expect(numbers(twoDays, claimed(), delivered())).toEqual(on(0, 300, 100));
  });

  it('uses no further hours for a delivery that supersedes another, and keeps used hours when the claim is released', () => {
    const once = numbers(twoDays, claimed(), delivered());
    expect(numbers(twoDays, claimed(), delivered(), delivered(CLAIM), released('withdrawn'))).toEqual(once);
  });

  it('has nothing free where less is published than is held, never less than nothing', () => {
    const state = numbers(twoDays, claimed(), published({ '2026-11-30': 100 }));
    expect(state[0]).toEqual({ day: '2026-11-30', published: 100, held: 300, used: 0, free: 0 });
  });

  it('forgets days far back when capacity is published, so that its row stays small', () => {
    const old = published({ '2025-10-18': 60, '2025-10-19': 60 });
    const today = {
      ...published({ '2026-11-30': 60 }),
      data: { ...published({ '2026-11-30': 60 }).data, publishedOn: '2026-11-23' },
    };
    const { state } = given(calendar, RODBERG, registered(), old, today);
    expect(DAYS_REMEMBERED).toBe(400);
    expect(Object.keys(state.published['meeting-food']!)).toEqual(['2025-10-19', '2026-11-30']);
  });
});
