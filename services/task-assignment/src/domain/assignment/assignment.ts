import type {
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
      return state.claim?.claimId === data.claimId ? released(state, data.vekstbedrift, data.reason) : state;
    default:
      return state;
  }
}

function withOffers(state: AssignmentState, offers: OrderOffered): AssignmentState {
  const { orderVersion, municipality, offered, notOffered, notListed = 0, order = state.order } = offers;
  const earlier = orderVersion === state.orderVersion ? state : { declined: [], refusedAtAward: [] };
  const { declined, refusedAtAward } = earlier;
  const now = { orderVersion, municipality, order, offered, notOffered, notListed, declined, refusedAtAward };
  return { ...state, ...now, status: 'offered', ended: undefined };
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

function released(state: AssignmentState, vekstbedrift: string, reason: string): AssignmentState {
  const { claim: _, ...rest } = state;
  const refusedAtAward = REFUSED_AT_AWARD.includes(reason)
    ? [...state.refusedAtAward, vekstbedrift]
    : state.refusedAtAward;
  return { ...rest, refusedAtAward, status: state.status === 'claimed' ? 'offered' : state.status };
}

function withDeadline(state: AssignmentState): AssignmentState {
  const next = nextDeadline(state);
  // One form of the moment, so that texts sort by time.
  return { ...state, dueAt: next && new Date(next.at).toISOString(), clock: next?.clock ?? state.clock };
}

function nextDeadline({ status, claim, order }: AssignmentState): { at: string; clock: Clock } | undefined {
  if (status === 'claimed' && claim && !claim.confirmed) return { at: claim.expiresAt, clock: claim.clock };
  if (status === 'offered' && order) return { at: order.claimBy, clock: order.clock ?? 'wall' };
  return undefined;
}

/** Whether a moment has come. */
export const isDue = (at: string, now: string): boolean => Date.parse(now) >= Date.parse(at);
