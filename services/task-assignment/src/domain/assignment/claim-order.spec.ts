import { given } from '#libs/decider/testing';
import {
  calendarOf,
  CLAIM,
  claimed,
  closed,
  declined,
  LAMPELAND,
  leader,
  manager,
  NOW,
  NUMEDAL,
  offered,
  ORDER,
  otherManager,
  OTHER_CLAIM,
  published,
  registered,
  RODBERG,
} from '../testing.js';
import { assignment } from './assignment.js';
import { CLAIM_STANDS_HOURS, claimOrder } from './claim-order.js';

const days = published({ '2026-11-29': 600, '2026-11-30': 250, '2026-12-01': 0, '2026-12-02': 500 });
const free = calendarOf(registered(), days);
const take = (differs: { holds?: { day: string; minutes: number }[] } = {}) => ({ departmentId: RODBERG, ...differs });
const at = (now = NOW, actor = leader) => ({ now, clock: 'wall' as const, actor, claimId: CLAIM });
const open = given(assignment, ORDER, offered([RODBERG, LAMPELAND]));

describe('a department claims an order', () => {
  it('and holds its earliest free hours for three days', () => {
    const decided = open.when((a) => claimOrder(a, free, take(), at()));
    decided.then({
      type: 'OrderClaimed',
      data: {
        claimId: CLAIM,
        departmentId: RODBERG,
        vekstbedrift: NUMEDAL,
        kindOfWork: 'meeting-food',
        holds: [
          { day: '2026-11-30', minutes: 250 },
          { day: '2026-12-02', minutes: 350 },
        ],
        expiresAt: '2026-11-26T08:00:00.000Z',
      },
    });
    expect(CLAIM_STANDS_HOURS).toBe(72);
    expect(decided.state).toMatchObject({ status: 'claimed', dueAt: '2026-11-26T08:00:00.000Z' });
  });

  it('and holds the hours it names', () => {
    const holds = [
      { day: '2026-12-02', minutes: 500 },
      { day: '2026-11-30', minutes: 100 },
    ];
    open.when((a) => claimOrder(a, free, take({ holds }), at())).then({ type: 'OrderClaimed', data: { holds } });
  });

  it('under a signed now expires by that clock', () => {
    const decided = open.when((a) => claimOrder(a, free, take(), { ...at(), clock: 'signed' }));
    expect(decided.state).toMatchObject({ clock: 'signed', claim: { clock: 'signed' } });
  });

  it.each([
    [
      'sum to a minute less',
      [
        { day: '2026-12-02', minutes: 500 },
        { day: '2026-11-30', minutes: 99 },
      ],
      'holds-do-not-sum',
    ],
    [
      'sum to a minute more',
      [
        { day: '2026-12-02', minutes: 500 },
        { day: '2026-11-30', minutes: 101 },
      ],
      'holds-do-not-sum',
    ],
    ['lie before the window', [{ day: '2026-11-29', minutes: 600 }], 'day-outside-delivery'],
    ['lie after the window', [{ day: '2026-12-03', minutes: 600 }], 'day-outside-delivery'],
    [
      'name a day twice',
      [
        { day: '2026-12-02', minutes: 300 },
        { day: '2026-12-02', minutes: 300 },
      ],
      'day-named-twice',
    ],
    [
      'want a day on which nothing is free',
      [
        { day: '2026-12-02', minutes: 500 },
        { day: '2026-12-01', minutes: 100 },
      ],
      'capacity-gone',
    ],
    [
      'want a minute that is not there',
      [
        { day: '2026-12-02', minutes: 501 },
        { day: '2026-11-30', minutes: 99 },
      ],
      'capacity-gone',
    ],
  ])('but not with holds that %s', (_, holds, code) => {
    open.when((a) => claimOrder(a, free, take({ holds }), at())).thenRejected(code);
  });

  it('but not with hours that other claims hold: the minutes left are told day by day', () => {
    const taken = calendarOf(
      registered(),
      days,
      claimed({ claimId: OTHER_CLAIM, holds: [{ day: '2026-12-02', minutes: 151 }] }),
    );
    open
      .when((a) => claimOrder(a, taken, take(), at()))
      .thenRejected('capacity-gone', {
        freeMinutes: 599,
        estimatedMinutes: 600,
        left: [
          { day: '2026-11-30', minutes: 250 },
          { day: '2026-12-02', minutes: 349 },
        ],
      });
  });

  it('but not when another has it, and is told who', () => {
    const holder = { department: 'Lampeland', vekstbedrift: 'Nupro' };
    given(assignment, ORDER, offered([RODBERG, LAMPELAND]), claimed({ departmentId: LAMPELAND }))
      .when((a) => claimOrder(a, free, take(), { ...at(), holder }))
      .thenRejected('order-taken', {
        departmentId: LAMPELAND,
        vekstbedrift: NUMEDAL,
        departmentName: 'Lampeland',
        vekstbedriftName: 'Nupro',
      });
  });

  it.each([
    ['a millisecond before the deadline', '2026-11-25T07:59:59.999Z', undefined],
    ['at the deadline', '2026-11-25T08:00:00.000Z', 'claim-deadline-passed'],
  ])('%s', (_, now, code) => {
    const decided = open.when((a) => claimOrder(a, free, take(), at(now)));
    if (code) decided.thenRejected(code, { claimBy: '2026-11-25T08:00:00Z' });
    else decided.then({ type: 'OrderClaimed' });
  });

  it.each([
    ['it was not offered, with the reason', 'not-enough-capacity'],
    ['nobody considered, because it was registered later', 'not-considered'],
  ])('but not one that %s', (_, reason) => {
    const notOffered =
      reason === 'not-considered'
        ? []
        : [{ departmentId: RODBERG, vekstbedrift: NUMEDAL, reason, figures: { missing: 9 } }];
    given(assignment, ORDER, offered([LAMPELAND], { notOffered }))
      .when((a) => claimOrder(a, free, take(), at()))
      .thenRejected('not-offered', { reason });
  });

  it('but not one that it declined', () => {
    given(assignment, ORDER, offered([RODBERG, LAMPELAND]), declined(RODBERG))
      .when((a) => claimOrder(a, free, take(), at()))
      .thenRejected('not-offered', { reason: 'declined-before', declined: 'no-hands' });
  });

  it('but not one that is no longer offered', () => {
    given(assignment, ORDER, offered([RODBERG]), closed('withdrawn'))
      .when((a) => claimOrder(a, free, take(), at()))
      .thenRejected('offer-closed', { reason: 'withdrawn' });
  });

  it.each([
    ['the manager of the vekstbedrift', manager, undefined],
    ['the work leader of another department', { ...leader, department: LAMPELAND }, 'department-not-found'],
    ['a work leader without a department', { org: NUMEDAL, role: 'work-leader' as const }, 'department-not-found'],
    ['the manager of another vekstbedrift', otherManager, 'department-not-found'],
  ])('by the hand of %s', (_, actor, code) => {
    const decided = open.when((a) => claimOrder(a, free, take(), at(NOW, actor)));
    if (code) decided.thenRejected(code);
    else decided.then({ type: 'OrderClaimed' });
  });

  it('but not an order that nobody has heard of', () => {
    given(assignment, ORDER)
      .when((a) => claimOrder(a, free, take(), at()))
      .thenRejected('order-not-found');
  });
});
