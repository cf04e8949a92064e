import type { FactsOf } from '#libs/contracts';
import { fold, isRejection, type Decision } from '#libs/decider';
import { disputeDelivery } from './dispute-delivery.js';
import { order, type OrderState } from './order.js';
import { amended, CLAIM, DELIVERY, follow, incoming, NOW, ORDER, OTHER_CLAIM, past, REDELIVERY } from '../testing.js';
import { rollag, ROLLAG, terms, type Incoming } from '../testing.js';
import { amendOrder } from './amend-order.js';
import { withdrawOrder } from './withdraw-order.js';

type Step = (state: OrderState) => Decision<FactsOf<'ordering'>>;

const comes =
  (what: Incoming): Step =>
  (state) =>
    follow(state, what);
const withdraw: Step = (state) => withdrawOrder(state, { reason: 'Cancelled.' }, { municipality: ROLLAG });
const amend: Step = (state) => amendOrder(state, terms, { municipality: rollag, seenVersion: 1, now: NOW });
const dispute =
  (deliveryId: string): Step =>
  (state) =>
    disputeDelivery(state, { reason: 'Half of it is missing.' }, { municipality: ROLLAG, deliveryId });

/** What an order comes to that goes through steps, and what is said of it on the way. */
function story(status: keyof typeof past, ...steps: Step[]) {
  let state = fold(order, ORDER, past[status]);
  const told: string[] = [];
  for (const step of steps) {
    const decision = step(state);
    if (isRejection(decision)) told.push(decision.rejected);
    else
      for (const next of decision) {
        told.push(next.type);
        state = order.evolve(state, next);
      }
  }
  return { state, told };
}

/** Every order in which two streams can arrive; each stream keeps its own. */
function interleaved<T>(one: T[], other: T[]): T[][] {
  if (one.length === 0 || other.length === 0) return [[...one, ...other]];
  return [
    ...interleaved(one.slice(1), other).map((rest) => [one[0]!, ...rest]),
    ...interleaved(one, other.slice(1)).map((rest) => [other[0]!, ...rest]),
  ];
}

describe('An order that is withdrawn', () => {
  it.each([
    ['while a claim waits for its award', 'open', [incoming.award('cleared'), incoming.released('withdrawn')]],
    ['while it waits for its assessment', 'placed', [incoming.assessed('cleared')]],
    ['while an adviser decides it', 'held', [incoming.reviewed('approve')]],
    ['while an adviser decides the award', 'open', [incoming.awardReviewed('approve')]],
    ['while the department delivers', 'confirmed', [incoming.work()]],
    ['when nobody has taken it', 'open', [incoming.unclaimed()]],
  ] as const)('%s stays withdrawn', (_, status, after) => {
    expect(story(status, withdraw, ...after.map(comes))).toMatchObject({
      told: ['OrderWithdrawn'],
      state: { status: 'withdrawn' },
    });
  });

  it('names the claim that was confirmed', () => {
    const decision = withdraw(fold(order, ORDER, past.confirmed));
    expect(decision).toMatchObject([{ type: 'OrderWithdrawn', data: { claimId: CLAIM } }]);
  });

  it('cannot be withdrawn once the work is delivered', () => {
    expect(story('confirmed', comes(incoming.work()), withdraw).told).toEqual([
      'OrderDelivered',
      'order-not-withdrawable',
    ]);
  });
});

describe('An order that is amended', () => {
  it.each([
    ['the assessment', 'placed', incoming.assessed('cleared')],
    ['the review', 'held', incoming.reviewed('refuse')],
    ['the award', 'open', incoming.award('cleared')],
    ['the review of the award', 'open', incoming.awardReviewed('approve')],
    ['the release of a claim', 'open', incoming.released('amended')],
    ['the lack of takers', 'open', incoming.unclaimed()],
  ] as const)('takes no notice of %s of the version before', (_, status, late) => {
    expect(story(status, amend, comes(late))).toMatchObject({
      told: ['OrderAmended'],
      state: { status: 'placed', orderVersion: 2 },
    });
  });

  it('is opened by the assessment of the new version', () => {
    const opened = follow(fold(order, ORDER, amended), incoming.assessed('cleared', { orderVersion: 2 }));
    expect(opened).toMatchObject([{ type: 'OrderOpened', data: { orderVersion: 2 } }]);
  });

  it('cannot be amended once a claim is confirmed', () => {
    expect(story('open', comes(incoming.award('cleared')), amend).told).toEqual([
      'OrderConfirmed',
      'order-not-amendable',
    ]);
  });
});

describe('An order whose claim expires while the award is assessed', () => {
  /** Task-assignment answers every confirmation of a gone claim with its release. */
  const settle = (steps: Incoming[]) => {
    const first = story('open', ...steps.map(comes));
    const answered = first.told.includes('OrderConfirmed') ? [incoming.released('claim-gone')] : [];
    return story('open', ...[...steps, ...answered].map(comes)).state;
  };
  const offeredAnew = [incoming.released('expired')];
  const toFallback = [incoming.released('expired'), incoming.unclaimed()];

  it.each(['cleared', 'refused', 'needs-person'] as const)(
    'is open again when offered anew, the award %s',
    (outcome) => {
      for (const steps of interleaved([incoming.award(outcome)], offeredAnew)) {
        expect(settle(steps)).toMatchObject({ status: 'open' });
      }
    },
  );

  it.each(['cleared', 'refused', 'needs-person'] as const)(
    'goes to fallback when nobody is left, the award %s',
    (outcome) => {
      for (const steps of interleaved([incoming.award(outcome)], toFallback)) {
        expect(settle(steps)).toMatchObject({ status: 'fallback' });
      }
    },
  );

  it.each([
    ['is cleared', [incoming.award('cleared', OTHER_CLAIM)]],
    [
      'is approved by an adviser',
      [incoming.award('needs-person', OTHER_CLAIM), incoming.awardReviewed('approve', OTHER_CLAIM)],
    ],
  ])('goes to the next department that claims it when its award %s', (_, next) => {
    for (const first of ['cleared', 'refused', 'needs-person'] as const) {
      const answersOfTaskAssignment = [incoming.released('expired'), incoming.released('claim-gone')];
      for (const steps of interleaved([incoming.award(first), ...next], answersOfTaskAssignment)) {
        expect(story('open', ...steps.map(comes)).state).toMatchObject({
          status: 'confirmed',
          claim: { claimId: OTHER_CLAIM },
        });
      }
    }
  });
});

describe('A delivery that is registered while an earlier one is disputed', () => {
  it.each([
    [
      'after the dispute',
      [dispute(DELIVERY), comes(incoming.work(REDELIVERY))],
      ['DeliveryDisputed', 'OrderDelivered'],
    ],
    [
      'before the dispute',
      [comes(incoming.work(REDELIVERY)), dispute(DELIVERY)],
      ['OrderDelivered', 'delivery-superseded'],
    ],
  ])('%s takes its place, and the history is kept', (_, steps, told) => {
    const { state, told: said } = story('delivered', ...steps);
    expect(said).toEqual(told);
    expect(state).toMatchObject({
      status: 'delivered',
      deliveries: [{ deliveryId: DELIVERY }, { deliveryId: REDELIVERY }],
    });
  });

  it('after acceptance changes nothing: the order is closed', () => {
    expect(story('closed', comes(incoming.work(REDELIVERY))).told).toEqual([]);
  });
});
