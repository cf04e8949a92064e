import type { FactsOf } from '#libs/contracts';
import { given } from '#libs/decider/testing';
import {
  calendarOf,
  candidate,
  capacity,
  CLAIM,
  claimed,
  closed,
  confirmed,
  declined,
  LAMPELAND,
  MUNICIPALITY,
  NOW,
  NUMEDAL,
  offered,
  ORDER,
  OTHER_CLAIM,
  published,
  registered,
  released,
  RODBERG,
  VALDRES,
} from '../testing.js';
import { assignment } from './assignment.js';
import { confirmClaim } from './confirm-claim.js';
import { expireClaim } from './expire-claim.js';
import { passDeadline } from './pass-deadline.js';
import { reopenOrder } from './reopen-order.js';

const DEADLINE = '2026-11-25T08:00:00.000Z';
const answer = { orderId: ORDER, orderVersion: 1, municipality: MUNICIPALITY, claimId: CLAIM };
const reopened = (reason: string, claimId = CLAIM) => ({ ...answer, claimId, reason });
const past = [offered([RODBERG, LAMPELAND]), claimed()];
const taken = given(assignment, ORDER, ...past);
const held = calendarOf(registered(), published({ '2026-11-30': 300, '2026-12-01': 300 }), claimed());
const rodberg = candidate(RODBERG, { capacity: held });
const lampeland = candidate(LAMPELAND, { vekstbedrift: VALDRES, capacity: capacity({ '2026-12-02': 600 }) });
const at = (candidates = [rodberg, lampeland], now = NOW) => ({ candidates, now });

describe('ordering confirms a claim', () => {
  const order = { ...answer, departmentId: RODBERG, vekstbedrift: NUMEDAL };

  it('that lives: the department has the order, and no deadline waits', () => {
    const decided = taken.when((a) => confirmClaim(a, order));
    decided.then({ type: 'ClaimConfirmed', data: order });
    expect(decided.state).toMatchObject({ status: 'claimed', claim: { confirmed: true } });
    expect(decided.state.dueAt).toBeUndefined();
  });

  it.each([
    ['expired and is offered again', [...past, released('expired'), offered([RODBERG], { order: undefined })]],
    ['was followed by another', [...past, released('expired'), claimed({ claimId: OTHER_CLAIM })]],
    ['was withdrawn', [...past, closed('withdrawn'), released('withdrawn')]],
  ])('that %s: it is gone, and ordering is told so', (_, before) => {
    const decided = given(assignment, ORDER, ...before).when((a) => confirmClaim(a, order));
    decided.then({ type: 'ClaimReleased', data: { ...order, reason: 'claim-gone' } });
    expect(decided.state).toEqual(given(assignment, ORDER, ...before).state);
  });
});

describe('ordering reopens an order', () => {
  it('refused at award: the claim is released and the order offered to the others only', () => {
    const decided = taken.when((a) => reopenOrder(a, held, reopened('award-refused'), at()));
    decided.then(
      { type: 'ClaimReleased', data: { claimId: CLAIM, reason: 'award-refused' } },
      {
        type: 'OrderOffered',
        data: {
          offered: [{ departmentId: LAMPELAND, freeMinutes: 600 }],
          notOffered: [{ departmentId: RODBERG, reason: 'refused-at-award' }],
        },
      },
    );
    expect(decided.state).toMatchObject({ status: 'offered', refusedAtAward: [NUMEDAL], dueAt: DEADLINE });
    expect(decided.state.order?.title).toBe('Rolls for the council');
  });

  it('by a review too, and where nobody else is left nobody takes it', () => {
    taken
      .when((a) => reopenOrder(a, held, reopened('review-refused'), at([rodberg])))
      .then({ type: 'ClaimReleased' }, { type: 'OrderOffered', data: { offered: [] } }, { type: 'OrderUnclaimed' });
  });

  it('for another reason: the same department is offered it again, with the hours it held', () => {
    taken
      .when((a) => reopenOrder(a, held, reopened('superseded'), at([rodberg])))
      .then(
        { type: 'ClaimReleased' },
        { type: 'OrderOffered', data: { offered: [{ departmentId: RODBERG, freeMinutes: 600 }] } },
      );
  });

  it.each([
    ['a millisecond before the deadline offers anew', '2026-11-25T07:59:59.999Z', { type: 'OrderOffered' }],
    ['at the deadline goes unclaimed', DEADLINE, { type: 'OrderUnclaimed', data: { reason: 'deadline-passed' } }],
  ])('%s', (_, now, next) => {
    taken
      .when((a) => reopenOrder(a, held, reopened('superseded'), at([rodberg], now)))
      .then({ type: 'ClaimReleased' }, next);
  });

  it('changes nothing where the claim is gone', () => {
    taken.when((a) => reopenOrder(a, held, reopened('expired', OTHER_CLAIM), at())).thenNothing();
    given(assignment, ORDER, offered([RODBERG]))
      .when((a) => reopenOrder(a, undefined, reopened('expired'), at()))
      .thenNothing();
  });

  describe('refused at award, after the claim expired and the order was offered to all again:', () => {
    const again = offered([RODBERG, LAMPELAND], { order: undefined });
    const toOthers = {
      type: 'OrderOffered' as const,
      data: {
        offered: [{ departmentId: LAMPELAND }],
        notOffered: [{ departmentId: RODBERG, reason: 'refused-at-award' }],
      },
    };
    const expired = [...past, released('expired'), again];
    const late = (reason: string, before: FactsOf<'task-assignment'>[] = expired, candidates = [rodberg, lampeland]) =>
      given(assignment, ORDER, ...before).when((a) => reopenOrder(a, undefined, reopened(reason), at(candidates)));

    it.each(['award-refused', 'review-refused'])('%s, the offer to its vekstbedrift is taken back', (reason) => {
      const decided = late(reason);
      decided.then({ type: 'ClaimReleased', data: { claimId: CLAIM, vekstbedrift: NUMEDAL, reason } }, toOthers);
      expect(decided.state).toMatchObject({ status: 'offered', refusedAtAward: [NUMEDAL], dueAt: DEADLINE });
    });

    it('where nobody else is left, nobody takes it', () => {
      const decided = late('award-refused', expired, [rodberg]);
      decided.then({ type: 'ClaimReleased' }, { type: 'OrderOffered' }, { type: 'OrderUnclaimed' });
    });

    it('a claim of another that lives goes on, and what follows it is not offered to the refused one', () => {
      const other = claimed({ claimId: OTHER_CLAIM, departmentId: LAMPELAND, vekstbedrift: VALDRES });
      const decided = late('award-refused', [...expired, other]);
      decided.then({ type: 'ClaimReleased', data: { claimId: CLAIM, reason: 'award-refused' } });
      expect(decided.state).toMatchObject({ status: 'claimed', claim: { claimId: OTHER_CLAIM } });
      const { decision } = given(assignment, ORDER, ...expired, other, released('award-refused')).when((a) =>
        reopenOrder(a, held, reopened('superseded', OTHER_CLAIM), at()),
      );
      expect(decision).toMatchObject([
        {},
        { data: { notOffered: [{ departmentId: RODBERG, reason: 'refused-at-award' }] } },
      ]);
    });

    it.each<[string, string, FactsOf<'task-assignment'>[]]>([
      ['it was not refused', 'claim-gone', expired],
      ['it was heard before', 'award-refused', [...expired, released('award-refused')]],
      ['a later version is offered', 'award-refused', [...expired, offered([RODBERG], { orderVersion: 2 })]],
      ['nobody takes the order any more', 'award-refused', [...expired, closed('withdrawn')]],
    ])('nothing changes where %s', (_, reason, before) => late(reason, before).thenNothing());
  });

  it('does not offer it again to a department that declined this version', () => {
    given(assignment, ORDER, offered([RODBERG, LAMPELAND]), declined(LAMPELAND), claimed())
      .when((a) => reopenOrder(a, held, reopened('superseded'), at()))
      .then({ type: 'ClaimReleased' }, { type: 'OrderOffered', data: { notOffered: [{ reason: 'declined-before' }] } });
  });
});

describe('a claim that nobody confirms', () => {
  const claimedLate = [offered([RODBERG]), claimed({ expiresAt: '2026-11-24T08:00:00.000Z' })];
  it.each([
    ['stands a millisecond before it expires', claimedLate, '2026-11-24T07:59:59.999Z', []],
    [
      'is released when it expires, and the order offered anew',
      claimedLate,
      '2026-11-24T08:00:00.000Z',
      ['ClaimReleased', 'OrderOffered'],
    ],
    [
      'is released after the deadline for claims, and nobody takes the order',
      past,
      '2026-11-26T08:00:00.000Z',
      ['ClaimReleased', 'OrderUnclaimed'],
    ],
    ['stands for good once it is confirmed', [...past, confirmed()], '2027-01-01T00:00:00.000Z', []],
  ])('%s', (_, before, now, facts) => {
    const { decision } = given(assignment, ORDER, ...before).when((a) => expireClaim(a, held, at([rodberg], now)));
    expect(decision).toMatchObject(facts.map((type) => ({ type })));
    expect(decision).toHaveLength(facts.length);
  });
});

describe('the deadline for claims', () => {
  it('passes at its moment, not a millisecond before', () => {
    const open = given(assignment, ORDER, offered([RODBERG]));
    open.when((a) => passDeadline(a, { now: '2026-11-25T07:59:59.999Z' })).thenNothing();
    open
      .when((a) => passDeadline(a, { now: DEADLINE }))
      .then({ type: 'OrderUnclaimed', data: { reason: 'deadline-passed' } });
  });

  it('waits while a claim lives', () => {
    expect(taken.state.dueAt).toBe('2026-11-26T08:00:00.000Z');
    taken.when((a) => passDeadline(a, { now: '2026-11-27T08:00:00.000Z' })).thenNothing();
  });
});
