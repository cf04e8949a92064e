import { fact, type DecideReview } from '#libs/contracts';
import { fold } from '#libs/decider';
import { given } from '#libs/decider/testing';
import type { ComplianceFact } from '../facts.js';
import { ledger, usedIn } from '../ledger/ledger.js';
import { correctEntry } from '../ledger/correct-entry.js';
import {
  accepted,
  after,
  amended,
  assess,
  claimed,
  factsOf,
  FLESBERG,
  FOOD,
  kr,
  NUMEDAL_VEKST,
  orderNo,
  placed,
  ROLLAG,
  withdrawn,
} from '../testing.js';
import { assessAward } from './assess-award.js';
import { closeWithdrawn } from './close-withdrawn.js';
import { decideReview } from './decide-review.js';
import { isClear, review } from './review.js';

const held = after(placed({ valueOre: kr(500_000) }));
const approve: DecideReview = { orderVersion: 1, decision: 'approve', reason: 'Three suppliers were asked' };
const refuse: DecideReview = { orderVersion: 1, decision: 'refuse', reason: 'It can be announced' };
const decide = (past: ComplianceFact[], command: DecideReview, municipality = ROLLAG) =>
  given(review, orderNo(1), ...past).when((state) => decideReview(state, command, { municipality }));
const withdraw = (past: ComplianceFact[]) =>
  given(review, orderNo(1), ...past).when((state) => closeWithdrawn(state, withdrawn()));
const food = (facts: readonly ComplianceFact[]) => usedIn(fold(ledger, FOOD, facts), '2026-08-20');

describe('an adviser decides an order that needs a person', () => {
  test('approving sends it on the path it was held on; it still counts', () => {
    const approved = decide(held, approve);
    approved.then({ type: 'ReviewDecided', data: { decision: 'approve', path: 'PART_I', orderVersion: 1 } });
    expect(approved.state).toMatchObject({ status: 'approved', decisionReason: 'Three suppliers were asked' });
    expect(isClear(approved.state)).toBe(true);
    expect(food([...held, ...factsOf(approved.decision)])).toBe(kr(500_000));
  });

  test('refusing takes it out of the like purchases', () => {
    const refused = decide(held, refuse);
    refused.then(
      { type: 'ReviewDecided', data: { decision: 'refuse' } },
      { type: 'LedgerEntryReleased', data: { ledgerId: FOOD, reason: 'refused' } },
    );
    expect(refused.state).toMatchObject({ status: 'refused', counts: false });
    expect(food([...held, ...factsOf(refused.decision)])).toBe(0);
  });

  test('once: a second decision is refused', () => {
    const past = [...held, ...factsOf(decide(held, approve).decision)];
    decide(past, refuse).thenRejected('review-not-open', { status: 'approved', orderVersion: 1 });
  });

  test('not an order that needs no person', () => {
    decide(after(placed()), approve).thenRejected('review-not-open', { status: 'none' });
  });

  test('only the version that was looked at', () => {
    const past = [...held, ...factsOf(assess(held, amended({ valueOre: kr(600_000) })))];
    decide(past, approve).thenRejected('review-superseded', { orderVersion: 2 });
    decide(past, { ...approve, orderVersion: 2 }).then({ type: 'ReviewDecided', data: { orderVersion: 2 } });
  });

  test('only of the own municipality: for another it does not exist, nor does an unknown order', () => {
    decide(held, approve, FLESBERG).thenRejected('review-not-found');
    decide([], approve).thenRejected('review-not-found');
  });
});

describe('an adviser decides an award', () => {
  const claim = { claimId: orderNo(700), departmentId: orderNo(600), vekstbedrift: NUMEDAL_VEKST };
  const cleared = after(placed());
  const inQuestion = [
    ...cleared,
    fact('AwardAssessed', {
      ...{ orderId: orderNo(1), orderVersion: 1, ...claim, outcome: 'needs-person' },
      reasons: [{ rule: 'IMPARTIALITY', says: 'A person has to look.', reference: 'FOA § 7-5' }],
    }),
    fact('ReviewRequested', {
      ...{ orderId: orderNo(1), orderVersion: 1, municipality: ROLLAG, claimId: claim.claimId },
      reason: { code: 'impartiality', says: 'A person has to look.' },
    }),
  ];

  test('by naming the claim that was looked at; the answer names its department too', () => {
    decide(inQuestion, approve).thenRejected('review-superseded', { claimId: claim.claimId });
    decide(inQuestion, { ...approve, claimId: orderNo(701) }).thenRejected('review-superseded');
    decide(inQuestion, { ...approve, claimId: claim.claimId }).then({ type: 'ReviewDecided', data: claim });
  });

  test('is too late where another claim has come meanwhile: of one order one claim lives at a time', () => {
    const other = { ...claim, claimId: orderNo(701) };
    const next = given(review, orderNo(1), ...inQuestion).when((state) => assessAward(state, claimed(other)));
    next.then(
      { type: 'ReviewClosed', data: { orderVersion: 1, reason: 'claim-gone' } },
      { type: 'AwardAssessed', data: { claimId: other.claimId, outcome: 'cleared' } },
    );
    decide([...inQuestion, ...factsOf(next.decision)], { ...approve, claimId: claim.claimId }).thenRejected(
      'review-not-open',
      { status: 'closed' },
    );
    given(review, orderNo(1), ...inQuestion)
      .when((state) => assessAward(state, claimed(claim)))
      .then({ type: 'AwardAssessed' });
  });

  test('refusing it leaves the order and its entry standing', () => {
    const refused = decide(inQuestion, { ...refuse, claimId: claim.claimId });
    refused.then({ type: 'ReviewDecided', data: { decision: 'refuse' } });
    expect(refused.state).toMatchObject({ status: 'refused', counts: true });
    expect(isClear(refused.state)).toBe(true);
  });
});

describe('a withdrawn order', () => {
  test('closes its open review and counts no more', () => {
    const gone = withdraw(held);
    gone.then(
      { type: 'ReviewClosed', data: { reason: 'withdrawn', orderVersion: 1 } },
      { type: 'LedgerEntryReleased', data: { reason: 'withdrawn' } },
    );
    expect(food([...held, ...factsOf(gone.decision)])).toBe(0);
    decide([...held, ...factsOf(gone.decision)], approve).thenRejected('review-not-open', { status: 'closed' });
  });

  test('without a review only stops counting', () => {
    const gone = withdraw(after(placed()));
    gone.then({ type: 'LedgerEntryReleased', data: { ledgerId: FOOD, reason: 'withdrawn' } });
    expect(isClear(gone.state)).toBe(false);
  });

  test('review decided and withdrawn: it stays withdrawn and counts no more', () => {
    const approved = [...held, ...factsOf(decide(held, approve).decision)];
    const gone = withdraw(approved);
    gone.then({ type: 'LedgerEntryReleased', data: { reason: 'withdrawn' } });
    expect(isClear(gone.state)).toBe(false);
  });

  test('is harmless where nothing counts: unknown, refused, withdrawn before or accepted', () => {
    withdraw([]).thenNothing();
    withdraw(after(placed({ valueOre: kr(1_300_000) }))).thenNothing();
    const once = [...held, ...factsOf(withdraw(held).decision)];
    withdraw(once).thenNothing();
    const cleared = after(placed());
    const final = [...cleared, ...factsOf(correctEntry(fold(review, orderNo(1), cleared), accepted()))];
    withdraw(final).thenNothing();
  });
});
