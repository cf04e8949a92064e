import { check, fact, isLocalDay, OrderAssessed, PATHS } from '#libs/contracts';
import fc from 'fast-check';
import { kr, orderNo, ROLLAG } from '../testing.js';
import { pathCard } from './path-card.js';

const counted = (kroner: number, last = '2018-02-28') => ({
  category: 'food',
  first: '2017-03-01',
  last,
  usedOre: kr(kroner),
});
const card = (kroner: number, day = '2018-02-28', { cpv = '55521200', declared = true } = {}) =>
  pathCard(counted(kroner, day), { cpv, day, declared });

describe('the path card', () => {
  test('2018, meeting food, 50 000 in all: outside the law, allowed directly, nothing in doubt', () => {
    const { outcome, path, reasons, headroomOre, doubts } = card(50_000);
    expect({ outcome, path, headroomOre, doubts }).toEqual({
      outcome: 'cleared',
      path: 'OUTSIDE_LAW',
      headroomOre: kr(50_000),
      doubts: [],
    });
    expect(reasons).toEqual([
      {
        rule: 'LOA_SCOPE',
        says: 'Like purchases (food) from 2017-03-01 to 2018-02-28, this order included, come to 50 000 kroner; the limit of 100 000 kroner is not reached: the procurement act does not apply and the purchase may be made directly.',
        reference: 'LOA § 2 (1); FOA § 1-1',
        valueOre: kr(50_000),
        limitOre: kr(100_000),
        row: 'LOA_SCOPE valid from 2017-01-01 to 2026-06-30',
      },
    ]);
  });

  test('a person is needed in Part I, and an announcement in Part II', () => {
    expect(card(100_000)).toMatchObject({ outcome: 'needs-person', path: 'PART_I', headroomOre: 0 });
    const refused = card(1_300_000, '2024-06-01', { cpv: '98310000' });
    expect(refused).toMatchObject({ outcome: 'refused', path: 'PART_II_OPEN' });
    expect(refused.reasons[0]!.says).toMatch(
      /the limit of 1 300 000 kroner is reached: the purchase must be announced\.$/,
    );
  });

  test('the last krone below the scope leaves headroom of one øre', () => {
    expect(card(99_999.99)).toMatchObject({ outcome: 'cleared', headroomOre: 1 });
  });

  test.each([
    [50_000, 'OUTSIDE_LAW', '55521200'],
    [100_000, 'PART_I', '55521200'],
    [1_300_000, 'PART_II_OPEN', '55521200'],
    [2_500_000, 'PART_III_OPEN', '98310000'],
    [9_000_000, 'PART_IV_OPEN', '85312510'],
  ])('at NOK %d every path but %s is rejected with a reason', (kroner, path, cpv) => {
    const { rejectedPaths, path: taken } = card(kroner, '2026-05-01', { cpv });
    expect(taken).toBe(path);
    expect(rejectedPaths.map((rejected) => rejected.path)).toEqual(PATHS.filter((each) => each !== path));
    for (const { why } of rejectedPaths) expect(why).toMatch(/\.$/);
  });

  test('above the scope the exemptions are open questions, below it they are not needed', () => {
    const why = (kroner: number, path: string) => card(kroner).rejectedPaths.find((each) => each.path === path)!.why;
    expect(why(50_000, 'EGENREGI_3_2')).toBe('Not needed below the scope of the act.');
    expect(why(100_000, 'EGENREGI_3_2')).toMatch(/has been examined/);
    expect(why(100_000, 'OUTSIDE_LAW')).toBe('The limit where this part ends is reached.');
    expect(why(100_000, 'PART_II_OPEN')).toBe('The limit where this part begins is not reached.');
  });

  test('where nothing was declared it is in doubt: the card counts this platform only', () => {
    const { reasons, doubts } = card(50_000, '2018-02-28', { declared: false });
    expect(doubts).toMatchObject([{ rule: 'PLATFORM_ONLY', reference: 'FOA § 5-4 (9)' }]);
    expect(doubts[0]!.says).toMatch(/^Counts purchases on this platform only/);
    expect(reasons).toEqual(card(50_000).reasons);
  });

  test('a limit from a secondary source is in doubt, by its row', () => {
    const row = 'LOA_SCOPE valid from 2026-07-01, still valid';
    expect(card(50_000, '2026-07-01').doubts).toMatchObject([{ rule: 'SECONDARY_SOURCE', row }]);
  });

  test('both may be in doubt; each is dealt with by somebody else', () => {
    const { doubts } = card(50_000, '2026-07-01', { declared: false });
    expect(doubts.map(({ rule }) => rule)).toEqual(['PLATFORM_ONLY', 'SECONDARY_SOURCE']);
  });

  test('before 2017 no limit is guessed: a person decides', () => {
    const unknown = card(50_000, '2016-12-31');
    expect(unknown).toMatchObject({
      outcome: 'needs-person',
      path: 'NO_RULES',
      limitOre: 0,
      headroomOre: 0,
      doubts: [],
    });
    expect(unknown.reasons[0]!.says).toMatch(/no limits for 2016-12-31: a person has to decide/);
  });

  test('every card keeps the contract of its fact, whatever the sum, the day and the class', () => {
    const anyDay = fc.date({ min: new Date('2015-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000_000 }),
        anyDay.map((date) => date.toISOString().slice(0, 10)).filter(isLocalDay),
        fc.constantFrom('55521200', '98310000', '85312510', '45233229'),
        fc.boolean(),
        (usedOre, day, cpv, declared) => {
          const about = { category: 'cpv-555', first: '2017-03-01', last: day, usedOre };
          const { data } = fact('OrderAssessed', {
            ...{ orderId: orderNo(1), orderVersion: 1, municipality: ROLLAG, category: 'cpv-555' },
            ...{ ledgerId: `${ROLLAG}:cpv-555`, initiatedAt: day, valueOre: usedOre },
            ...pathCard(about, { cpv, day, declared }),
          });
          expect(check(OrderAssessed, data)).toHaveProperty('value');
          expect(data.headroomOre).toBeGreaterThanOrEqual(0);
          expect(data.outcome === 'cleared').toBe(data.headroomOre > 0);
        },
      ),
    );
  });
});
