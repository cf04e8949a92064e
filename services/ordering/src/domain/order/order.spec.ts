import { check, factNamed, type FactsOf } from '#libs/contracts';
import { fold, isRejection, type Decision } from '#libs/decider';
import { acceptDelivery } from './accept-delivery.js';
import { amendOrder } from './amend-order.js';
import { disputeDelivery } from './dispute-delivery.js';
import { MOVES, order, type OrderState, type OrderStatus } from './order.js';
import { recordExternalSupplier } from './record-external-supplier.js';
import { registerExternalDelivery } from './register-external-delivery.js';
import { CATERER, DELIVERY, follow, incoming, NOW, ORDER, OTHER_CLAIM, past, REDELIVERY } from '../testing.js';
import { rollag, ROLLAG, terms, type Incoming } from '../testing.js';
import { withdrawOrder } from './withdraw-order.js';

type Facts = FactsOf<'ordering'>[];
type Decide = (state: OrderState) => Decision<FactsOf<'ordering'>>;
/** What follows at which status; at the others, and in a later version, a fact of another service has no effect. */
type Answers = Partial<Record<OrderStatus, string>>;

const confirmsAnother = { open: 'OrderConfirmed', confirmed: 'OrderConfirmed' };
const reopens = { open: 'OrderReopened', confirmed: 'OrderReopened' };
const delivers = { confirmed: 'OrderDelivered', delivered: 'OrderDelivered', disputed: 'OrderDelivered' };

const FOLLOWED: [what: string, fact: Incoming, answers: Answers][] = [
  ['the order is cleared', incoming.assessed('cleared'), { placed: 'OrderOpened' }],
  ['the order needs a person', incoming.assessed('needs-person'), { placed: 'OrderHeld' }],
  ['the order is refused', incoming.assessed('refused'), { placed: 'OrderRefused' }],
  ['an adviser approves the order', incoming.reviewed('approve'), { held: 'OrderOpened' }],
  ['an adviser refuses the order', incoming.reviewed('refuse'), { held: 'OrderRefused' }],
  ['the award is cleared', incoming.award('cleared'), { open: 'OrderConfirmed' }],
  ['the award needs a person', incoming.award('needs-person'), {}],
  ['the award is refused', incoming.award('refused'), { open: 'OrderReopened' }],
  ['an adviser approves the award', incoming.awardReviewed('approve'), { open: 'OrderConfirmed' }],
  ['an adviser refuses the award', incoming.awardReviewed('refuse'), { open: 'OrderReopened' }],
  ['another award is cleared', incoming.award('cleared', OTHER_CLAIM), confirmsAnother],
  ['another award needs a person', incoming.award('needs-person', OTHER_CLAIM), { confirmed: 'OrderReopened' }],
  ['another award is refused', incoming.award('refused', OTHER_CLAIM), reopens],
  ['an adviser approves another award', incoming.awardReviewed('approve', OTHER_CLAIM), { open: 'OrderConfirmed' }],
  ['an adviser refuses another award', incoming.awardReviewed('refuse', OTHER_CLAIM), { open: 'OrderReopened' }],
  ['the claim is released', incoming.released('expired'), { confirmed: 'OrderReopened' }],
  ['another claim is released', incoming.released('expired', OTHER_CLAIM), {}],
  [
    'nobody takes the order',
    incoming.unclaimed(),
    { open: 'OrderSentToFallback', confirmed: 'OrderReopened, OrderSentToFallback' },
  ],
  ['the work is delivered', incoming.work(REDELIVERY), delivers],
  ['work is delivered under another claim', incoming.work(REDELIVERY, OTHER_CLAIM), {}],
];

const buyer = { municipality: ROLLAG };
const of = (deliveryId: string) => ({ ...buyer, deliveryId });
const COMMANDS: [
  what: string,
  decide: (state: OrderState) => Decision<FactsOf<'ordering'>>,
  answers: Answers,
  otherwise: string,
][] = [
  [
    'amend it',
    (state) => amendOrder(state, terms, { municipality: rollag, seenVersion: 1, now: NOW }),
    { placed: 'OrderAmended', held: 'OrderAmended', open: 'OrderAmended' },
    'order-not-amendable',
  ],
  [
    'withdraw it',
    (state) => withdrawOrder(state, { reason: 'The meeting is cancelled.' }, buyer),
    Object.fromEntries(
      ['placed', 'held', 'open', 'confirmed', 'fallback', 'external'].map((status) => [status, 'OrderWithdrawn']),
    ),
    'order-not-withdrawable',
  ],
  [
    'record its external supplier',
    (state) => recordExternalSupplier(state, { supplier: CATERER }, buyer),
    { fallback: 'ExternalSupplierRecorded' },
    'order-not-in-fallback',
  ],
  [
    'register its external delivery',
    (state) => registerExternalDelivery(state, {}, of(DELIVERY)),
    { external: 'OrderDelivered' },
    'no-external-supplier',
  ],
  [
    'accept its delivery',
    (state) => acceptDelivery(state, {}, of(DELIVERY)),
    { delivered: 'DeliveryAccepted, OrderClosed', disputed: 'DeliveryAccepted, OrderClosed' },
    'order-not-delivered',
  ],
  [
    'dispute its delivery',
    (state) => disputeDelivery(state, { reason: 'Half of it is missing.' }, of(DELIVERY)),
    { delivered: 'DeliveryDisputed' },
    'order-not-delivered',
  ],
];

const STATUSES = Object.keys(MOVES) as OrderStatus[];
const at = (status: OrderStatus, version = 1) =>
  fold(
    order,
    ORDER,
    past[status].map(({ type, data }) => ({ type, data: { ...data, orderVersion: version } })) as Facts,
  );
const told = (decision: Decision<FactsOf<'ordering'>>) =>
  isRejection(decision) ? decision.rejected : decision.map(({ type }) => type).join(', ') || 'nothing';

const atEach = (decide: Decide, version = 1) =>
  Object.fromEntries(STATUSES.map((status) => [status, told(decide(at(status, version)))]));
const forEach = (answers: Answers, otherwise: string) =>
  Object.fromEntries(STATUSES.map((status) => [status, answers[status] ?? otherwise]));

describe('An order', () => {
  it.each(STATUSES)('%s is where its history leads', (status) => expect(at(status).status).toBe(status));

  it.each(FOLLOWED)('when %s', (_, incomingFact, answers) => {
    expect(atEach((state) => follow(state, incomingFact))).toEqual(forEach(answers, 'nothing'));
    expect(atEach((state) => follow(state, incomingFact), 2)).toEqual(forEach({}, 'nothing'));
  });

  it.each(COMMANDS)('when the buyer wants to %s', (_, decide, answers, otherwise) => {
    expect(atEach(decide)).toEqual(forEach({ none: 'order-not-found', ...answers }, otherwise));
  });

  it('makes every move of MOVES and no other, and states only facts that keep their contract', () => {
    const made = new Set(['none → placed']);
    const decides = [
      ...COMMANDS.map(([, decide]) => decide),
      ...FOLLOWED.map(
        ([, f]) =>
          (s: OrderState) =>
            follow(s, f),
      ),
    ];
    for (const status of STATUSES) {
      for (const decide of decides) {
        const decision = decide(at(status));
        let state = at(status);
        for (const next of isRejection(decision) ? [] : decision) {
          expect(check(factNamed(next.type)!.factClass, next.data)).not.toHaveProperty('flaws');
          const moved = order.evolve(state, next);
          made.add(`${state.status} → ${moved.status}`);
          state = moved;
        }
      }
    }
    const allowed = Object.entries(MOVES).flatMap(([from, to]) => to.map((status) => `${from} → ${status}`));
    expect([...made].sort()).toEqual(allowed.sort());
  });
});
