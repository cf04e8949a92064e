import { given } from '#libs/decider/testing';
import { order } from './order.js';
import { CLAIM, DELIVERY, DEPARTMENT, follow, incoming, NUPRO, ORDER, OTHER_CLAIM } from '../testing.js';
import { past, ROLLAG, terms, TODAY, type Incoming } from '../testing.js';

const when = (status: keyof typeof past, what: Incoming) =>
  given(order, ORDER, ...past[status]).when((state) => follow(state, what));

const version = { orderId: ORDER, orderVersion: 1, municipality: ROLLAG };
const byNupro = { departmentId: DEPARTMENT, vekstbedrift: NUPRO };

describe('Following an assessment', () => {
  it('opens a cleared order with all that the departments need', () => {
    const { decision } = when('placed', incoming.assessed('cleared'));
    const data = { ...terms, ...version, initiatedAt: TODAY, path: 'OUTSIDE_LAW' };
    expect(decision).toEqual([{ type: 'OrderOpened', data }]);
  });

  it.each([
    ['needs-person', 'OrderHeld', 'PART_I', 'part-i'],
    ['refused', 'OrderRefused', 'PART_II_OPEN', 'part-ii-open'],
  ] as const)('gives the deciding reason of an order that is %s', (outcome, type, path, code) => {
    const figures = { path, rule: 'LOA_SCOPE', reference: 'LOA § 2', usedOre: 250_000, limitOre: 50_000_000 };
    const reason = { code, says: 'The limit of NOK 500 000 is reached.', figures };
    when('placed', incoming.assessed(outcome, { path })).then({ type, data: { ...version, reason } });
  });

  it('fails on an outcome it does not know, so that the order is parked in sight and not forgotten', () => {
    expect(() => when('placed', incoming.assessed('cleared', { outcome: 'postponed' }))).toThrow('postponed');
  });
});

describe('Following a review', () => {
  it('opens an approved order on the path that the adviser chose', () => {
    when('held', incoming.reviewed('approve')).then({ type: 'OrderOpened', data: { ...version, path: 'PART_I' } });
  });

  it('refuses with the words of the adviser, or with where to find them when they are many', () => {
    const refused = (reason: string) => when('held', incoming.reviewed('refuse', { reason }));
    const inFull = 'x'.repeat(500);
    refused(inFull).then({ type: 'OrderRefused', data: { reason: { code: 'review-refused', says: inFull } } });
    refused(`${inFull}x`).then({
      type: 'OrderRefused',
      data: { reason: { says: 'An adviser refused the order; the reason stands in the review.' } },
    });
  });

  it('confirms the department of an approved award, and reopens after a refused one', () => {
    when('open', incoming.awardReviewed('approve')).then({
      type: 'OrderConfirmed',
      data: { ...version, claimId: CLAIM, ...byNupro },
    });
    when('open', incoming.awardReviewed('refuse')).then({
      type: 'OrderReopened',
      data: { ...version, claimId: CLAIM, reason: 'review-refused' },
    });
  });

  it.each(['approve', 'refuse'] as const)(
    'keeps a claim that was confirmed before an adviser could %s another',
    (word) => {
      when('confirmed', incoming.awardReviewed(word, OTHER_CLAIM)).thenNothing();
    },
  );

  it('fails where the department of an award is not named', () => {
    expect(() => when('open', incoming.reviewed('approve', { claimId: CLAIM }))).toThrow('must name its department');
  });
});

describe('Following an award', () => {
  it('confirms the claim, or reopens the order for others', () => {
    when('open', incoming.award('cleared')).then({
      type: 'OrderConfirmed',
      data: { ...version, claimId: CLAIM, ...byNupro },
    });
    when('open', incoming.award('refused')).then({
      type: 'OrderReopened',
      data: { ...version, claimId: CLAIM, reason: 'award-refused' },
    });
  });

  it('gives up a confirmed claim when another one waits for a person', () => {
    when('confirmed', incoming.award('needs-person', OTHER_CLAIM)).then({
      type: 'OrderReopened',
      data: { claimId: CLAIM, reason: 'claim-gone' },
    });
  });
});

describe('Following a claim to its end', () => {
  it('reopens the order for the reason the claim ended', () => {
    when('confirmed', incoming.released('expired')).then({
      type: 'OrderReopened',
      data: { ...version, claimId: CLAIM, reason: 'expired' },
    });
  });

  it('sends an order that nobody takes to fallback with the kind of work and the reason', () => {
    const data = { ...version, kindOfWork: 'meeting-food', reason: 'all-declined' };
    when('open', incoming.unclaimed('all-declined')).then({ type: 'OrderSentToFallback', data });
    when('confirmed', incoming.unclaimed('all-declined')).then(
      { type: 'OrderReopened', data: { claimId: CLAIM, reason: 'claim-gone' } },
      { type: 'OrderSentToFallback', data },
    );
  });

  it('takes the work as delivered by the vekstbedrift of the claim', () => {
    when('confirmed', incoming.work()).then({
      type: 'OrderDelivered',
      data: { ...version, deliveryId: DELIVERY, external: false, supplier: NUPRO, claimId: CLAIM },
    });
  });
});
