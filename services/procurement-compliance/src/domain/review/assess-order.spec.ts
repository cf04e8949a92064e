import { addMonths, check, fact, OrderAssessed, ReviewRequested } from '#libs/contracts';
import { fold } from '#libs/decider';
import { given } from '#libs/decider/testing';
import type { ComplianceFact } from '../facts.js';
import { ledger, usedIn } from '../ledger/ledger.js';
import {
  after,
  amended,
  assess,
  assessmentIn,
  factsOf,
  FLESBERG,
  FOOD,
  kr,
  orderNo,
  placed,
  ROLLAG,
  withdrawn,
} from '../testing.js';
import { closeWithdrawn } from './close-withdrawn.js';
import { review } from './review.js';

const whenAssessed = (past: ComplianceFact[], order: Parameters<typeof assess>[1]) =>
  given(review, order.orderId, ...past).when(() => assess(past, order));
const foodOn = (day: string, facts: readonly ComplianceFact[]) => usedIn(fold(ledger, FOOD, facts), day);

describe('a placed order', () => {
  test('2018: rolls for NOK 2 500 after 47 500 in the year are outside the law', () => {
    const past = after(placed({ orderId: orderNo(2), initiatedAt: '2018-01-10', valueOre: kr(47_500) }));
    whenAssessed(past, placed({ initiatedAt: '2018-02-28' })).then({
      type: 'OrderAssessed',
      data: {
        outcome: 'cleared',
        path: 'OUTSIDE_LAW',
        category: 'food',
        ledgerId: FOOD,
        usedOre: kr(50_000),
        limitOre: kr(100_000),
        headroomOre: kr(50_000),
        ruleSet: 'norway-municipal 1',
        doubts: [{ rule: 'PLATFORM_ONLY' }],
      },
    });
  });

  test.each([
    ['2026-06-30', 99_999.99, 'cleared', 0.01],
    ['2026-06-30', 100_000, 'needs-person', 0],
    ['2026-07-01', 499_999.99, 'cleared', 0.01],
    ['2026-07-01', 500_000, 'needs-person', 0],
    ['2026-07-01', 1_299_999.99, 'needs-person', 0],
    ['2026-07-01', 1_300_000, 'refused', 0],
  ])('on %s for NOK %d is %s with headroom of NOK %d', (initiatedAt, value, outcome, headroom) => {
    const assessed = assessmentIn(factsOf(assess([], placed({ initiatedAt, valueOre: kr(value) }))));
    expect(assessed).toMatchObject({ outcome, headroomOre: kr(headroom) });
  });

  test('in Part I asks the adviser in the same decision, with the deciding reason and its figures', () => {
    const held = whenAssessed([], placed({ valueOre: kr(500_000) }));
    held.then(
      { type: 'OrderAssessed', data: { outcome: 'needs-person', path: 'PART_I' } },
      {
        type: 'ReviewRequested',
        data: { orderVersion: 1, municipality: ROLLAG, reason: { code: 'part-i', figures: { usedOre: kr(500_000) } } },
      },
    );
    expect(held.state).toMatchObject({ status: 'open', orderVersion: 1, counts: true });
  });

  test('no. 12 of 45 000 a month crosses the scope though each is far below it', () => {
    const orders = Array.from({ length: 12 }, (_, i) =>
      placed({
        orderId: orderNo(i + 1),
        kindOfWork: 'cleaning',
        cpv: '90910000',
        valueOre: kr(45_000),
        initiatedAt: addMonths('2025-09-20', i),
      }),
    );
    expect(assessmentIn(after(...orders.slice(0, 11)))).toMatchObject({ usedOre: kr(495_000), outcome: 'cleared' });
    expect(assessmentIn(after(...orders))).toMatchObject({ usedOre: kr(540_000), path: 'PART_I' });
  });

  test('three of 480 000 in one week come to Part II together: the third must be announced and does not count', () => {
    const week = [1, 2, 3].map((n) =>
      placed({ orderId: orderNo(n), valueOre: kr(480_000), initiatedAt: `2026-09-0${n}` }),
    );
    const facts = after(...week);
    expect(facts.flatMap(({ type, data }) => (type === 'OrderAssessed' ? [data.outcome] : []))).toEqual([
      'cleared',
      'needs-person',
      'refused',
    ]);
    expect(assessmentIn(facts)).toMatchObject({ usedOre: kr(1_440_000), path: 'PART_II_OPEN' });
    expect(foodOn('2026-09-03', facts)).toBe(kr(960_000));
  });

  test('of another municipality or category takes nothing from our headroom', () => {
    const past = after(
      placed({ orderId: orderNo(2), municipality: FLESBERG, valueOre: kr(400_000) }),
      placed({ orderId: orderNo(3), kindOfWork: 'laundry', valueOre: kr(400_000) }),
    );
    expect(assessmentIn(factsOf(assess(past, placed()))).usedOre).toBe(kr(2_500));
  });

  test('of a day before 2017 needs a person, because no rule set is known for it; its entry counts', () => {
    const facts = factsOf(assess([], placed({ initiatedAt: '2016-12-31', valueOre: kr(1) })));
    expect(facts).toMatchObject([
      { type: 'OrderAssessed', data: { outcome: 'needs-person', path: 'NO_RULES', headroomOre: 0 } },
      { type: 'ReviewRequested', data: { reason: { code: 'no-rules-for-day' } } },
    ]);
  });

  test('of the largest amount there is breaks no contract beside other like purchases', () => {
    const past = [
      fact('LikePurchasesDeclared', {
        ...{ ledgerId: FOOD, declarationId: orderNo(500), municipality: ROLLAG, category: 'food' },
        ...{ amountOre: 1_000_000_000_000, from: '2026-01-01', to: '2026-08-01' },
      }),
    ];
    const cpv = '85312510';
    const data = assessmentIn(factsOf(assess(past, placed({ valueOre: 1_000_000_000_000, cpv }))));
    expect(check(OrderAssessed, data)).toHaveProperty('value');
    const asked = factsOf(assess([], placed({ valueOre: kr(999_999), cpv })))[1]!;
    expect(check(ReviewRequested, asked.data)).toHaveProperty('value');
  });

  test('that is assessed already is harmless', () => {
    whenAssessed(after(placed()), placed()).thenNothing();
  });
});

describe('an amendment', () => {
  const past = after(placed({ orderId: orderNo(2), initiatedAt: '2026-08-21', valueOre: kr(400_000) }), placed());

  test('replaces the entry and counts the twelve months up to its day, with the own entry however old', () => {
    const change = amended({ valueOre: kr(99_999.99), amendedAt: '2027-08-21' });
    whenAssessed(past, change).then({ type: 'OrderAssessed', data: { orderVersion: 2, usedOre: kr(99_999.99) } });
    const dayBefore = amended({ valueOre: kr(99_999.99), amendedAt: '2027-08-20' });
    whenAssessed(past, dayBefore).then({ type: 'OrderAssessed', data: { usedOre: kr(499_999.99), headroomOre: 1 } });
    const facts = [...past, ...factsOf(assess(past, dayBefore))];
    expect(foodOn('2026-08-21', facts)).toBe(kr(499_999.99));
  });

  test('is judged by the limits of the day of initiation', () => {
    const before = after(placed({ initiatedAt: '2026-06-30' }));
    const change = amended({ initiatedAt: '2026-06-30', amendedAt: '2026-07-01', valueOre: kr(100_000) });
    whenAssessed(before, change).then(
      { type: 'OrderAssessed', data: { path: 'PART_I', limitOre: kr(100_000) } },
      { type: 'ReviewRequested' },
    );
  });

  test('of the kind of work moves the entry to the other ledger', () => {
    const change = amended({ kindOfWork: 'laundry', cpv: '98310000' });
    const facts = [...past, ...factsOf(assess(past, change))];
    expect(foodOn('2026-08-22', facts)).toBe(kr(400_000));
    expect(usedIn(fold(ledger, `${ROLLAG}:laundry`, facts), '2026-08-22')).toBe(kr(2_500));
  });

  test('above the national limit is refused and its entry goes', () => {
    const facts = [...past, ...factsOf(assess(past, amended({ valueOre: kr(1_300_000) })))];
    expect(assessmentIn(facts).outcome).toBe('refused');
    expect(foodOn('2026-08-22', facts)).toBe(kr(400_000));
  });

  test('closes an open review of the older version', () => {
    const held = after(placed({ valueOre: kr(500_000) }));
    const cleared = whenAssessed(held, amended());
    cleared.then(
      { type: 'ReviewClosed', data: { orderVersion: 1, reason: 'amended' } },
      { type: 'OrderAssessed', data: { orderVersion: 2, outcome: 'cleared' } },
    );
    expect(cleared.state.status).toBe('none');
    const heldAgain = whenAssessed(held, amended({ valueOre: kr(600_000) }));
    expect(heldAgain.state).toMatchObject({ status: 'open', orderVersion: 2 });
  });

  test('of an older or equal version, or of a withdrawn order, is harmless', () => {
    const second = [...past, ...factsOf(assess(past, amended()))];
    whenAssessed(second, amended({ valueOre: kr(1) })).thenNothing();
    const gone = [...past, ...factsOf(closeWithdrawn(fold(review, orderNo(1), past), withdrawn()))];
    whenAssessed(gone, amended()).thenNothing();
  });
});
