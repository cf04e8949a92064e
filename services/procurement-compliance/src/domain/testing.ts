import type { DeliveryAccepted, OrderAmended, OrderClaimed, OrderPlaced, OrderWithdrawn } from '#libs/contracts';
import { fold, isRejection, type Decision } from '#libs/decider';
import type { ComplianceFact } from './facts.js';
import { ledger } from './ledger/ledger.js';
import { assessOrder } from './review/assess-order.js';
import { review } from './review/review.js';
import { CATEGORIES, categoryOf, ledgerIdOf } from './rules/categories.js';

export const ROLLAG = '310000019';
export const FLESBERG = '310000027';
export const NUMEDAL_VEKST = '310000035';
export const FOOD = ledgerIdOf(ROLLAG, 'food');

/** An order id that can be told from others by its number. */
export const orderNo = (n: number) => `019ab1c0-7e00-7000-8000-${String(n).padStart(12, '0')}`;

export const kr = (kroner: number) => Math.round(kroner * 100);

/** A CPV code of what a kind of work is. */
export function cpvOf(kindOfWork: string): string {
  const row = CATEGORIES.find(({ kindsOfWork }) => kindsOfWork.includes(kindOfWork));
  return (row?.cpv.at(-1) ?? '920').padEnd(8, '0');
}

/** A placed order for meeting food of NOK 2 500, or as said. */
export const placed = (terms: Partial<OrderPlaced> = {}): OrderPlaced => ({
  orderId: orderNo(1),
  orderVersion: 1,
  municipality: ROLLAG,
  municipalityNumber: '3336',
  unit: orderNo(900),
  title: 'Rolls for the council meeting',
  kindOfWork: 'meeting-food',
  cpv: cpvOf(terms.kindOfWork ?? 'meeting-food'),
  valueOre: kr(2_500),
  estimatedMinutes: 240,
  deliverFrom: '2026-09-02',
  deliverTo: '2026-09-02',
  place: 'Town hall',
  claimBy: '2026-08-30T10:00:00.000Z',
  initiatedAt: '2026-08-20',
  ...terms,
});

export const amended = (terms: Partial<OrderAmended> = {}): OrderAmended => ({
  ...placed(terms),
  orderVersion: 2,
  amendedAt: '2026-08-22',
  ...terms,
});

export const withdrawn = (terms: Partial<OrderWithdrawn> = {}): OrderWithdrawn => ({
  orderId: orderNo(1),
  orderVersion: 1,
  municipality: ROLLAG,
  reason: 'The meeting is cancelled',
  ...terms,
});

export const accepted = (terms: Partial<DeliveryAccepted> = {}): DeliveryAccepted => ({
  orderId: orderNo(1),
  orderVersion: 1,
  municipality: ROLLAG,
  deliveryId: orderNo(800),
  valueOre: kr(2_500),
  external: false,
  supplier: NUMEDAL_VEKST,
  ...terms,
});

export const claimed = (terms: Partial<OrderClaimed> = {}): OrderClaimed => ({
  orderId: orderNo(1),
  orderVersion: 1,
  municipality: ROLLAG,
  claimId: orderNo(700),
  departmentId: orderNo(600),
  vekstbedrift: NUMEDAL_VEKST,
  kindOfWork: 'meeting-food',
  holds: [{ day: '2026-09-02', minutes: 240 }],
  expiresAt: '2026-08-21T10:00:00.000Z',
  ...terms,
});

/** Assesses an order after everything that happened before. */
export function assess(past: ComplianceFact[], order: OrderPlaced | OrderAmended): Decision<ComplianceFact> {
  const ledgerId = ledgerIdOf(order.municipality, categoryOf(order.kindOfWork, order.cpv, order.initiatedAt));
  const states = { review: fold(review, order.orderId, past), ledger: fold(ledger, ledgerId, past) };
  return assessOrder(states, order);
}

/** The facts of a decision; a rejection fails the test. */
export function factsOf(decision: Decision<ComplianceFact>): readonly ComplianceFact[] {
  if (isRejection(decision)) throw new Error(`rejected: ${decision.rejected}`);
  return decision;
}

/** What happened after these orders were placed one after the other. */
export const after = (...orders: (OrderPlaced | OrderAmended)[]): ComplianceFact[] =>
  orders.reduce<ComplianceFact[]>((past, order) => [...past, ...factsOf(assess(past, order))], []);

/** The assessment among facts; a decision without one fails the test. */
export function assessmentIn(facts: readonly ComplianceFact[]) {
  for (const fact of facts.toReversed()) if (fact.type === 'OrderAssessed') return fact.data;
  throw new Error('nothing was assessed');
}
