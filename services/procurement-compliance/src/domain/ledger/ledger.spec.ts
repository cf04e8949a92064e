import { fact } from '#libs/contracts';
import { fold } from '#libs/decider';
import { given } from '#libs/decider/testing';
import type { ComplianceFact } from '../facts.js';
import { accepted, after, assess, factsOf, FOOD, kr, orderNo, placed, ROLLAG } from '../testing.js';
import { review } from '../review/review.js';
import { correctEntry } from './correct-entry.js';
import { declareLikePurchases } from './declare-like-purchases.js';
import { declaredIn, isDeclared, ledger, ordersIn, usedIn } from './ledger.js';

const NOW = '2026-08-25T10:00:00.000Z';
const on = (initiatedAt: string, kroner = 1_000, n = 1) =>
  placed({ orderId: orderNo(n), initiatedAt, valueOre: kr(kroner) });
const rowAfter = (...facts: ComplianceFact[]) => fold(ledger, FOOD, facts);
const declared = (amount: number, to: string, n = 500) =>
  fact('LikePurchasesDeclared', {
    ...{ ledgerId: FOOD, declarationId: orderNo(n), municipality: ROLLAG, category: 'food' },
    ...{ amountOre: kr(amount), from: '2025-01-01', to },
  });

describe('the twelve months of the ledger', () => {
  test.each([
    ['2025-08-20', 0, 'the day twelve months before is out'],
    ['2025-08-21', 1_000, 'the day after it is in'],
    ['2026-08-20', 1_000, 'the day itself is in'],
    ['2026-08-21', 0, 'the day after is not yet in'],
  ])('an order initiated on %s counts NOK %d on 2026-08-20: %s', (day, kroner) => {
    const row = rowAfter(...after(on(day)));
    expect(usedIn(row, '2026-08-20')).toBe(kr(kroner));
    expect(ordersIn(row, '2026-08-20')).toBe(kroner ? 1 : 0);
  });

  test.each([
    ['2024-02-29', '2023-02-28', false],
    ['2024-02-29', '2023-03-01', true],
    ['2025-02-28', '2024-02-28', false],
    ['2025-02-28', '2024-02-29', true],
  ])('around the leap day: on %s an order of %s counts: %s', (last, day, counts) => {
    expect(usedIn(rowAfter(...after(on(day))), last) > 0).toBe(counts);
  });

  test('one order can be left out of the sum', () => {
    const row = rowAfter(...after(on('2026-08-20'), on('2026-08-20', 300, 2)));
    expect(usedIn(row, '2026-08-20')).toBe(kr(1_300));
    expect(usedIn(row, '2026-08-20', orderNo(1))).toBe(kr(300));
  });

  test('an entry of another ledger is not ours', () => {
    expect(rowAfter(...after(placed({ kindOfWork: 'laundry' })))).toEqual(ledger.initial(FOOD));
  });
});

describe('the accepted value', () => {
  const before = after(on('2026-08-20', 2_500));
  const accept = (kroner: number) =>
    given(review, orderNo(1), ...before).when((state) => correctEntry(state, accepted({ valueOre: kr(kroner) })));

  test('replaces the value of the order and is folded into the sum of its day', () => {
    const facts = factsOf(accept(2_100).decision);
    expect(facts).toMatchObject([
      { type: 'LedgerEntryCorrected', data: { ledgerId: FOOD, initiatedAt: '2026-08-20', valueOre: kr(2_100) } },
    ]);
    const row = rowAfter(...before, ...facts);
    expect(row.entries).toEqual({});
    expect(row.settled).toEqual({ '2026-08-20': { valueOre: kr(2_100), orders: 1 } });
    expect([usedIn(row, '2026-08-20'), ordersIn(row, '2026-08-20')]).toEqual([kr(2_100), 1]);
  });

  test('two accepted orders of one day become one sum', () => {
    const past = [...before, ...after(on('2026-08-20', 1_000, 2))];
    const correct = (n: number, kroner: number) =>
      factsOf(correctEntry(fold(review, orderNo(n), past), accepted({ orderId: orderNo(n), valueOre: kr(kroner) })));
    const row = rowAfter(...past, ...correct(1, 2_000), ...correct(2, 0));
    expect(row.settled).toEqual({ '2026-08-20': { valueOre: kr(2_000), orders: 2 } });
  });

  test('stands once: a second acceptance is harmless', () => {
    const past = [...before, ...factsOf(accept(2_100).decision)];
    given(review, orderNo(1), ...past)
      .when((state) => correctEntry(state, accepted()))
      .thenNothing();
  });

  test('of an order that does not count is harmless', () => {
    given(review, orderNo(1))
      .when((state) => correctEntry(state, accepted()))
      .thenNothing();
    const refused = after(placed({ valueOre: kr(3_000_000) }));
    given(review, orderNo(1), ...refused)
      .when((state) => correctEntry(state, accepted()))
      .thenNothing();
  });
});

describe('like purchases made elsewhere', () => {
  const declare = (terms: { amountOre?: number; from?: string; to?: string }) =>
    given(ledger, FOOD).when((state) =>
      declareLikePurchases(
        state,
        { category: 'food', amountOre: kr(40_000), from: '2026-01-01', to: '2026-08-25', ...terms },
        { declarationId: orderNo(500), now: NOW },
      ),
    );

  test('are declared by amount and period, up to today', () => {
    declare({}).then({
      type: 'LikePurchasesDeclared',
      data: { ledgerId: FOOD, declarationId: orderNo(500), municipality: ROLLAG, amountOre: kr(40_000) },
    });
    declare({ from: '2026-08-25' }).then({ type: 'LikePurchasesDeclared' });
  });

  test('cannot be declared for days to come, by the day in Norway', () => {
    declare({ to: '2026-08-26' }).thenRejected('period-in-future', { to: '2026-08-26', today: '2026-08-25' });
  });

  test('cannot end before they begin', () => {
    declare({ from: '2026-08-25', to: '2026-08-24' }).thenRejected('period-backwards');
  });

  test('count on the last day of their period', () => {
    const row = rowAfter(declared(40_000, '2025-08-20'), declared(7_000, '2025-08-21', 501));
    expect([declaredIn(row, '2026-08-20'), usedIn(row, '2026-08-20')]).toEqual([kr(7_000), kr(7_000)]);
    expect(usedIn(row, '2026-08-19')).toBe(kr(47_000));
  });

  test('take headroom from the next order', () => {
    const past = [declared(499_000, '2026-08-01')];
    const [assessed] = factsOf(assess(past, placed({ valueOre: kr(1_000) })));
    expect(assessed!.data).toMatchObject({ outcome: 'needs-person', usedOre: kr(500_000), headroomOre: 0 });
  });

  test('may be declared as none, which is a statement too', () => {
    expect(isDeclared(rowAfter(), '2026-08-20')).toBe(false);
    expect(isDeclared(rowAfter(declared(0, '2026-08-01')), '2026-08-20')).toBe(true);
    expect(isDeclared(rowAfter(declared(0, '2025-08-20')), '2026-08-20')).toBe(false);
  });
});
