import { given } from '#libs/decider/testing';
import type { ComplianceFact } from '../facts.js';
import {
  after,
  amended,
  assess,
  claimed,
  factsOf,
  kr,
  NUMEDAL_VEKST,
  orderNo,
  placed,
  ROLLAG,
  withdrawn,
} from '../testing.js';
import { fold } from '#libs/decider';
import { assessAward } from './assess-award.js';
import { closeWithdrawn } from './close-withdrawn.js';
import { decideReview } from './decide-review.js';
import { review } from './review.js';

const award = (past: ComplianceFact[], claim = claimed()) =>
  given(review, orderNo(1), ...past).when((state) => assessAward(state, claim));
const answer = (outcome: string, rule: string) => ({ type: 'AwardAssessed', data: { outcome, reasons: [{ rule }] } });
const held = after(placed({ valueOre: kr(500_000) }));
const decided = (decision: 'approve' | 'refuse') => [
  ...held,
  ...factsOf(
    decideReview(
      fold(review, orderNo(1), held),
      { orderVersion: 1, decision, reason: 'Three were asked' },
      { municipality: ROLLAG },
    ),
  ),
];

describe('the award to the vekstbedrift that claimed', () => {
  test('is cleared where the order is cleared, and names the claim it answers', () => {
    const cleared = award(after(placed()));
    cleared.then(answer('cleared', 'ORDER_CLEARED'));
    expect(factsOf(cleared.decision)[0]!.data).toMatchObject({
      claimId: orderNo(700),
      departmentId: orderNo(600),
      vekstbedrift: NUMEDAL_VEKST,
      orderVersion: 1,
    });
  });

  test('is cleared where an adviser approved the order', () => {
    award(decided('approve')).then(answer('cleared', 'ORDER_CLEARED'));
  });

  test.each([
    ['waits for its adviser', held],
    ['was refused by its adviser', decided('refuse')],
    ['was refused by the rules', after(placed({ valueOre: kr(1_300_000) }))],
  ])('is refused where the order %s', (_, past) => {
    award(past).then(answer('refused', 'ORDER_NOT_CLEARED'));
  });

  test('is refused for another version than the current one', () => {
    const first = after(placed());
    const second = [...first, ...factsOf(assess(first, amended()))];
    award(second).then(answer('refused', 'ORDER_SUPERSEDED'));
    award(second, claimed({ orderVersion: 2 })).then(answer('cleared', 'ORDER_CLEARED'));
  });

  test('is refused for a withdrawn order and for one that was never assessed', () => {
    const past = after(placed());
    const gone = [...past, ...factsOf(closeWithdrawn(fold(review, orderNo(1), past), withdrawn()))];
    award(gone).then(answer('refused', 'ORDER_WITHDRAWN'));
    award([]).then(answer('refused', 'ORDER_NOT_ASSESSED'));
  });
});
