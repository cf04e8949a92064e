import {
  fact,
  type FactNamed,
  type FactsOf,
  type OrderAssessed,
  type OrderTerms,
  type Outcome,
  type ReleaseReason,
  type ReviewDecided,
  type UnclaimedReason,
} from '#libs/contracts';
import { fold, type Decision } from '#libs/decider';
import { followAssessment } from './order/follow-assessment.js';
import { followAward } from './order/follow-award.js';
import { followDelivery } from './order/follow-delivery.js';
import { followRelease } from './order/follow-release.js';
import { followReview } from './order/follow-review.js';
import { followUnclaimed } from './order/follow-unclaimed.js';
import { municipality, type MunicipalityState } from './municipality/municipality.js';
import type { OrderState, OrderStatus } from './order/order.js';

type Past = FactsOf<'ordering'>[];

/** The facts of other services that ordering follows. */
export type Incoming = FactNamed<
  'OrderAssessed' | 'ReviewDecided' | 'AwardAssessed' | 'ClaimReleased' | 'OrderUnclaimed' | 'WorkDelivered'
>;

export const ROLLAG = '310000019';
export const FLESBERG = '310000027';
export const NUPRO = '310000035';
export const CATERER = '310000043';

const id = (n: number) => `019ab1c0-7e00-7000-8000-${String(n).padStart(12, '0')}`;
export const ORDER = id(1);
export const TOWN_HALL = id(2);
export const DEPARTMENT = id(3);
export const CLAIM = id(4);
export const OTHER_CLAIM = id(5);
export const DELIVERY = id(6);
export const REDELIVERY = id(7);

/** Noon of 23 November 2026 in Norway. */
export const NOW = '2026-11-23T11:00:00.000Z';
export const TODAY = '2026-11-23';

export const terms: OrderTerms = {
  unit: TOWN_HALL,
  title: 'Rolls for the council meeting',
  kindOfWork: 'meeting-food',
  cpv: '55521200',
  valueOre: 250_000,
  estimatedMinutes: 240,
  deliverFrom: '2026-12-01',
  deliverTo: '2026-12-03',
  place: 'The town hall',
  claimBy: '2026-11-27T11:00:00.000Z',
};

export const registered: Past = [
  fact('MunicipalityRegistered', {
    municipality: ROLLAG,
    name: 'Rollag',
    numbers: [
      { number: '0632', validFrom: '1990-01-01', validTo: '2019-12-31' },
      { number: '3051', validFrom: '2020-01-01', validTo: '2023-12-31' },
      { number: '3336', validFrom: '2024-01-01' },
    ],
  }),
  fact('UnitRegistered', { municipality: ROLLAG, unitId: TOWN_HALL, name: 'The town hall', ownResponsibility: [] }),
];

export const rollag: MunicipalityState = fold(municipality, ROLLAG, registered);

const version = { orderId: ORDER, orderVersion: 1, municipality: ROLLAG };
const asked = { ...terms, ...version, initiatedAt: TODAY };
const reason = { code: 'part-i', says: 'The limit of NOK 500 000 is reached.' };

const placed: Past = [fact('OrderPlaced', { ...asked, municipalityNumber: '3336' })];
const held: Past = [...placed, fact('OrderHeld', { ...version, reason })];
const open: Past = [...placed, fact('OrderOpened', { ...asked, path: 'OUTSIDE_LAW' })];
const claim = { claimId: CLAIM, departmentId: DEPARTMENT, vekstbedrift: NUPRO };
const confirmed: Past = [...open, fact('OrderConfirmed', { ...version, ...claim })];
const work = { deliveryId: DELIVERY, external: false, supplier: NUPRO, claimId: CLAIM };
const delivered: Past = [...confirmed, fact('OrderDelivered', { ...version, ...work })];
const accepted: Past = [
  ...delivered,
  fact('DeliveryAccepted', { ...version, deliveryId: DELIVERY, valueOre: 250_000, external: false, supplier: NUPRO }),
];
const fallback: Past = [
  ...open,
  fact('OrderSentToFallback', { ...version, kindOfWork: 'meeting-food', reason: 'all-declined' }),
];
const external: Past = [...fallback, fact('ExternalSupplierRecorded', { ...version, supplier: CATERER })];

/** What has happened with an order that stands at a status. */
export const past: Record<OrderStatus, Past> = {
  none: [],
  placed,
  held,
  open,
  confirmed,
  fallback,
  external,
  delivered,
  disputed: [
    ...delivered,
    fact('DeliveryDisputed', { ...version, deliveryId: DELIVERY, reason: 'Half of it is missing.' }),
  ],
  accepted,
  closed: [...accepted, fact('OrderClosed', version)],
  refused: [...placed, fact('OrderRefused', { ...version, reason })],
  withdrawn: [...placed, fact('OrderWithdrawn', { ...version, reason: 'The meeting is cancelled.' })],
};

/** The same for an order that was amended once and then went the same way. */
export const amended: Past = [
  ...placed,
  fact('OrderAmended', { ...asked, orderVersion: 2, municipalityNumber: '3336', amendedAt: TODAY }),
];

/** Facts of the other services about the order; `changed` replaces what a story needs otherwise. */
export const incoming = {
  assessed: (outcome: Outcome, changed: Partial<OrderAssessed> = {}): Incoming =>
    fact('OrderAssessed', {
      ...version,
      category: 'food',
      ledgerId: `${ROLLAG} food`,
      initiatedAt: TODAY,
      valueOre: terms.valueOre,
      outcome,
      path: outcome === 'cleared' ? 'OUTSIDE_LAW' : 'PART_I',
      reasons: [{ rule: 'LOA_SCOPE', says: reason.says, reference: 'LOA § 2' }],
      doubts: [],
      rejectedPaths: [],
      usedOre: 250_000,
      limitOre: 50_000_000,
      headroomOre: 49_750_000,
      ruleSet: 'norway-municipal 1',
      ...changed,
    }),
  reviewed: (decision: 'approve' | 'refuse', changed: Partial<ReviewDecided> = {}): Incoming =>
    fact('ReviewDecided', { ...version, decision, reason: 'Three suppliers were asked.', path: 'PART_I', ...changed }),
  awardReviewed: (decision: 'approve' | 'refuse', claimId = CLAIM): Incoming =>
    incoming.reviewed(decision, { ...claim, claimId }),
  award: (outcome: Outcome, claimId = CLAIM): Incoming =>
    fact('AwardAssessed', {
      ...version,
      ...claim,
      claimId,
      outcome,
      reasons: [{ rule: 'ORDER_CLEARED', says: 'The order is cleared.', reference: 'LOA § 2' }],
    }),
  released: (why: ReleaseReason, claimId = CLAIM): Incoming =>
    fact('ClaimReleased', { ...version, ...claim, claimId, reason: why }),
  unclaimed: (why: UnclaimedReason = 'deadline-passed'): Incoming =>
    fact('OrderUnclaimed', { ...version, kindOfWork: 'meeting-food', reason: why }),
  work: (deliveryId = DELIVERY, claimId = CLAIM): Incoming =>
    fact('WorkDelivered', {
      ...version,
      ...claim,
      claimId,
      deliveryId,
      deliveredOn: '2026-12-02',
      kindOfWork: 'meeting-food',
      facilitatedMinutes: 300,
      participations: 6,
      steps: ['buying'],
      purchases: [],
    }),
};

/** What follows from a fact of another service: as the reactions do it, without the journal. */
export function follow(order: OrderState, { type, data }: Incoming): Decision<FactsOf<'ordering'>> {
  switch (type) {
    case 'OrderAssessed':
      return followAssessment(order, data);
    case 'ReviewDecided':
      return followReview(order, data);
    case 'AwardAssessed':
      return followAward(order, data);
    case 'ClaimReleased':
      return followRelease(order, data);
    case 'OrderUnclaimed':
      return followUnclaimed(order, data);
    case 'WorkDelivered':
      return followDelivery(order, data);
  }
}
