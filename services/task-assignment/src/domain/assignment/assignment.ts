import type {
  ClaimReleased,
  FactsOf,
  Hold,
  NoOffer,
  Offer,
  OfferDeclined,
  OfferedOrder,
  OrderClaimed,
  OrderOffered,
} from '#libs/contracts';
import type { Noun } from '#libs/decider';
import { withDeadline } from './deadline.js';

/** Whose time a deadline runs by: the wall clock, or the signed `now` of demo mode. */
export type Clock = 'wall' | 'signed';

/** A live claim: at most one per order. */
interface Claim {
  claimId: string;
  departmentId: string;
  vekstbedrift: string;
  holds: Hold[];
  expiresAt: string;
  confirmed: boolean;
  clock: Clock;
  /** The last delivery registered under it. */
  deliveryId?: string;
}

/** Who made a claim. */
type Claimant = Pick<Claim, 'departmentId' | 'vekstbedrift'>;

/** A department that said no to this version. */
type Declined = Pick<OfferDeclined, 'departmentId' | 'vekstbedrift' | 'reason' | 'note'>;

/** What an order has come to here; a claimed order is confirmed or not yet. */
type AssignmentStatus = 'unknown' | 'offered' | 'claimed' | 'unclaimed' | 'closed';

/** The offers and claims of an order. */
export interface AssignmentState {
  orderId: string;
  status: AssignmentStatus;
  orderVersion: number;
  municipality: string;
  /** The order as it was opened. */
  order?: OfferedOrder;
  /** Who may claim it still. */
  offered: Offer[];
  notOffered: NoOffer[];
  notListed: number;
  declined: Declined[];
  /** Vekstbedrifts refused at award: not offered this version again. */
  refusedAtAward: string[];
  claim?: Claim;
  /** Whose the claims on this version were that have ended: an answer to one may still be on its way. */
  endedClaims?: Record<string, Claimant>;
  /** Why nothing more is offered. */
  ended?: string;
  /** The next deadline: of an unconfirmed claim, else of the offers. A timer is a query on it. */
  dueAt?: string;
  /** By which clock that deadline runs. */
  clock: Clock;
}

export const assignment: Noun<AssignmentState, FactsOf<'task-assignment'>> = {
  name: 'assignment',
  initial: (id) => ({
    orderId: id,
    status: 'unknown',
    orderVersion: 0,
    municipality: '',
    offered: [],
    notOffered: [],
    notListed: 0,
    declined: [],
    refusedAtAward: [],
    clock: 'wall',
  }),
  evolve(state, fact) {
    if (!('orderId' in fact.data) || fact.data.orderId !== state.orderId) return state;
    return withDeadline(changed(state, fact));
  },
};

function changed(state: AssignmentState, { type, data }: FactsOf<'task-assignment'>): AssignmentState {
  switch (type) {
    case 'OrderOffered':
      return withOffers(state, data);
    case 'OfferDeclined':
      return withoutOffer(state, data);
    case 'OrderClaimed':
      return { ...state, status: 'claimed', claim: claimOf(data) };
    case 'OrderUnclaimed':
      return { ...state, status: 'unclaimed', ended: data.reason, offered: [] };
    case 'OffersClosed':
      return { ...state, status: 'closed', ended: data.reason, offered: [] };
    case 'ClaimConfirmed':
      return withClaim(state, data.claimId, { confirmed: true });
    case 'WorkDelivered':
      return withClaim(state, data.claimId, { deliveryId: data.deliveryId });
    case 'ClaimReleased':
      return released(state, data);
    default:
      return state;
  }
}

function withOffers(state: AssignmentState, offers: OrderOffered): AssignmentState {
  const { orderVersion, municipality, offered, notOffered, notListed = 0, order = state.order } = offers;
  const earlier = orderVersion === state.orderVersion ? state : { declined: [], refusedAtAward: [], endedClaims: {} };
  const { declined, refusedAtAward, endedClaims } = earlier;
  const now = { orderVersion, municipality, order, offered, notOffered, notListed };
  return { ...state, ...now, declined, refusedAtAward, endedClaims, status: 'offered', ended: undefined };
}

function withoutOffer(
  state: AssignmentState,
  { departmentId, vekstbedrift, reason, note }: OfferDeclined,
): AssignmentState {
  const offered = state.offered.filter((offer) => offer.departmentId !== departmentId);
  return { ...state, offered, declined: [...state.declined, { departmentId, vekstbedrift, reason, note }] };
}

function claimOf({ claimId, departmentId, vekstbedrift, holds, expiresAt, clock }: OrderClaimed): Claim {
  return { claimId, departmentId, vekstbedrift, holds, expiresAt, confirmed: false, clock: clock ?? 'wall' };
}

function withClaim(state: AssignmentState, claimId: string, change: Partial<Claim>): AssignmentState {
  return state.claim?.claimId === claimId ? { ...state, claim: { ...state.claim, ...change } } : state;
}

/** The same vekstbedrift would be refused again, so the version is not offered to it again. */
export const REFUSED_AT_AWARD: readonly string[] = ['award-refused', 'review-refused'];

function released(
  state: AssignmentState,
  { claimId, departmentId, vekstbedrift, reason }: ClaimReleased,
): AssignmentState {
  const isNews = REFUSED_AT_AWARD.includes(reason) && !state.refusedAtAward.includes(vekstbedrift);
  const refusedAtAward = isNews ? [...state.refusedAtAward, vekstbedrift] : state.refusedAtAward;
  if (state.claim?.claimId !== claimId) return { ...state, refusedAtAward };
  const { claim: _, ...rest } = state;
  const endedClaims = { ...state.endedClaims, [claimId]: { departmentId, vekstbedrift } };
  return { ...rest, refusedAtAward, endedClaims, status: state.status === 'claimed' ? 'offered' : state.status };
}
