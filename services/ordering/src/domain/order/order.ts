import type { AssessableOrder, CodedReason, FactsOf, OrderConfirmed, OrderPlaced, OrderVersion } from '#libs/contracts';
import { conflict, notFound, type Noun } from '#libs/decider';
import { withDispute, type Deliveries, type Delivery } from './delivery.js';

/** Which status may follow which; a move that stands nowhere here cannot happen. A claimed order is open until confirmed. */
export const MOVES = {
  none: ['placed'],
  placed: ['placed', 'open', 'held', 'refused', 'withdrawn'],
  held: ['placed', 'open', 'refused', 'withdrawn'],
  open: ['placed', 'open', 'confirmed', 'fallback', 'withdrawn'],
  confirmed: ['confirmed', 'open', 'delivered', 'withdrawn'],
  fallback: ['external', 'withdrawn'],
  external: ['delivered', 'withdrawn'],
  delivered: ['delivered', 'disputed', 'accepted'],
  disputed: ['delivered', 'accepted'],
  accepted: ['closed'],
  closed: [],
  refused: [],
  withdrawn: [],
} as const;

export type OrderStatus = keyof typeof MOVES;

/** What every order has from placing on; `path` is the legal path it was opened on. */
interface Asked {
  orderVersion: number;
  municipalityNumber: string;
  terms: AssessableOrder;
  path?: string;
}

export type Claim = Pick<OrderConfirmed, 'claimId' | 'departmentId' | 'vekstbedrift'>;

export type OrderState = { orderId: string } & (
  | { status: 'none' }
  | (Asked & { status: 'placed' })
  | (Asked & { status: 'held'; reason: CodedReason })
  | (Asked & { status: 'open' })
  | (Asked & { status: 'confirmed'; claim: Claim })
  | (Asked & { status: 'fallback'; reason: CodedReason })
  | (Asked & { status: 'external'; supplier: string })
  | (Asked & Deliveries & { status: 'delivered' })
  | (Asked & Deliveries & { status: 'disputed' })
  | (Asked & Deliveries & { status: 'accepted'; acceptedOre: number })
  | (Asked & Deliveries & { status: 'closed'; acceptedOre: number })
  | (Asked & { status: 'refused'; reason: CodedReason })
  | (Asked & { status: 'withdrawn'; reason: CodedReason })
);

export type OrderIn<S extends OrderStatus> = Extract<OrderState, { status: S }>;
export type PlacedOrder = OrderIn<Exclude<OrderStatus, 'none'>>;
type Before<To> = { [S in OrderStatus]: To extends (typeof MOVES)[S][number] ? S : never }[OrderStatus];

/** Whether MOVES lets an order become something; its type is then narrowed to the states from which it may. */
export function canBecome<To extends OrderStatus>(order: OrderState, to: To): order is OrderIn<Before<To>> {
  return (MOVES[order.status] as readonly OrderStatus[]).includes(to);
}

export const isOrderOf = (order: OrderState, municipality: string): order is PlacedOrder =>
  order.status !== 'none' && order.terms.municipality === municipality;

/** The same answer for an order of another municipality as for none: that it exists is not theirs to know. */
export const orderNotFound = () => notFound('order-not-found', 'Your municipality has no such order.');

/** What an order's status does not allow, with the status in the figures. */
export const statusForbids = ({ status }: PlacedOrder, code: string, because: string) =>
  conflict(code, `The order's status is ${status}: ${because}.`, { status });

/** Whether a fact answers the order as it is now; an answer to an older version is void. */
export const answersCurrent = (order: OrderState, { orderVersion }: { orderVersion: number }): order is PlacedOrder =>
  order.status !== 'none' && order.orderVersion === orderVersion;

export const versionOf = ({ orderId, orderVersion, terms }: PlacedOrder): OrderVersion => ({
  orderId,
  orderVersion,
  municipality: terms.municipality,
});

export const order: Noun<OrderState, FactsOf<'ordering'>> = {
  name: 'order',
  initial: (orderId) => ({ orderId, status: 'none' }),
  evolve(state, { type, data }) {
    if (!('orderId' in data) || data.orderId !== state.orderId) return state;
    switch (type) {
      case 'OrderPlaced':
        return placed(state, data);
      case 'OrderAmended': {
        const { amendedAt: _, ...asPlaced } = data;
        return placed(state, asPlaced);
      }
      case 'OrderHeld':
        return { ...asked(state), status: 'held', reason: data.reason };
      case 'OrderRefused':
        return { ...asked(state), status: 'refused', reason: data.reason };
      case 'OrderOpened':
        return { ...asked(state), status: 'open', path: data.path };
      case 'OrderReopened':
        return { ...asked(state), status: 'open' };
      case 'OrderConfirmed': {
        const { claimId, departmentId, vekstbedrift } = data;
        return { ...asked(state), status: 'confirmed', claim: { claimId, departmentId, vekstbedrift } };
      }
      case 'OrderSentToFallback':
        return {
          ...asked(state),
          status: 'fallback',
          reason: { code: data.reason, says: 'No vekstbedrift takes it.' },
        };
      case 'ExternalSupplierRecorded':
        return { ...asked(state), status: 'external', supplier: data.supplier };
      case 'OrderDelivered': {
        const { orderId: _, orderVersion: __, municipality: ___, ...delivery } = data;
        return { ...asked(state), status: 'delivered', deliveries: [...deliveriesOf(state), delivery] };
      }
      case 'DeliveryDisputed':
        return { ...asked(state), status: 'disputed', deliveries: withDispute(deliveriesOf(state), data) };
      case 'DeliveryAccepted':
        return { ...asked(state), status: 'accepted', deliveries: deliveriesOf(state), acceptedOre: data.valueOre };
      case 'OrderClosed':
        return state.status === 'accepted' ? { ...state, status: 'closed' } : state;
      case 'OrderWithdrawn':
        return { ...asked(state), status: 'withdrawn', reason: { code: 'withdrawn', says: data.reason } };
      default:
        return state;
    }
  },
};

const deliveriesOf = (state: OrderState): Delivery[] => ('deliveries' in state ? state.deliveries : []);

function placed({ orderId }: OrderState, data: OrderPlaced): OrderState {
  const { orderVersion, municipalityNumber, ...terms } = data;
  return { orderId, status: 'placed', orderVersion, municipalityNumber, terms };
}

/** What stays through every move; what belongs to one status alone falls away. */
function asked(state: OrderState) {
  if (state.status === 'none') throw new Error(`Order ${state.orderId} was never placed`);
  const { orderId, orderVersion, municipalityNumber, terms, path } = state;
  return { orderId, orderVersion, municipalityNumber, terms, ...(path !== undefined && { path }) };
}
