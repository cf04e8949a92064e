import type {
  Demand,
  LedgerOfCategoryView,
  OrderOffersView,
  OrdersByState,
  OrderView,
  OutcomeFigures,
  Outcomes,
  OwnershipView,
  ReviewList,
  ReviewView,
  TimelineEntry,
  TurnoverShares,
} from '#libs/contracts';
import type { Buyer } from './cast.js';
import type { Asker, Client } from './client.js';
import type { Played } from './play.js';
import type { Stage } from './prepare.js';

/** An order as the platform tells it, with why nobody in the vekstbedrift took it. */
export interface Told extends Played {
  view: OrderView;
  offers?: OrderOffersView;
}

/** Everything the platform says of the month when it is over. */
export interface Aftermath {
  orders: Told[];
  outcomes: Record<Buyer, OutcomeFigures>;
  ofVekstbedrift: Outcomes;
  demand: Record<Buyer, Demand>;
  ownership: OwnershipView;
  turnover: TurnoverShares;
  food: Record<Buyer, LedgerOfCategoryView>;
  reviews: ReviewView[];
}

/** The fact that brings an order into a state. */
const FACT_OF: Record<Exclude<keyof OrdersByState, 'certainty'>, string> = {
  placed: 'OrderPlaced',
  cleared: 'OrderOpened',
  held: 'OrderHeld',
  refused: 'OrderRefused',
  confirmed: 'OrderConfirmed',
  delivered: 'OrderDelivered',
  accepted: 'DeliveryAccepted',
  disputed: 'DeliveryDisputed',
  withdrawn: 'OrderWithdrawn',
  fallback: 'OrderSentToFallback',
};

/** The states an order may have reached. */
export const STATES = Object.keys(FACT_OF) as (keyof typeof FACT_OF)[];

/** Reads the month back from the services, once each has taken in the last of it. */
export async function readBack(client: Client, stage: Stage, played: Played[]): Promise<Aftermath> {
  const { cast, month } = stage;
  const now = `${month.last}T21:00:00.000Z`;
  const coordinator: Asker = { role: 'coordinator', org: cast.operator, now };
  const manager: Asker = { role: 'manager', org: cast.vekstbedrift.org, now };
  const forEach = <T>(read: (org: string) => Promise<T>) => forEachBuyer(stage, read);

  const orders = await Promise.all(played.map((each) => told(client, coordinator, each)));
  const facts = orders.flatMap(({ view }) => view.timeline);
  const outcomes = await forEach((org) => outcomesOf(client, coordinator, org, facts));
  const reporting = '/api/reporting';
  const compliance = '/api/procurement-compliance';
  const ofVekstbedrift = await client.get<Outcomes>(manager, `${reporting}/outcomes?by=kind-of-work`);
  const turnover = await client.until(
    'reporting to know the turnover of the vekstbedrift',
    () => client.get<TurnoverShares>(manager, `${reporting}/turnover-shares/${cast.vekstbedrift.org}`),
    ({ classes }) => classes.length > 0,
  );
  const demand = await forEach((org) => client.get<Demand>(coordinator, `${reporting}/demand?municipality=${org}`));
  const ledger = (org: string) => `${compliance}/ledger/food?municipality=${org}&on=${month.last}`;
  const food = await forEach((org) => client.get<LedgerOfCategoryView>(coordinator, ledger(org)));
  const ownership = await client.get<OwnershipView>(manager, `${compliance}/vekstbedrifter/${cast.vekstbedrift.org}`);
  const reviews = Object.values(
    await forEach((org) => client.get<ReviewList>({ role: 'adviser', org, now }, `${compliance}/reviews`)),
  ).flatMap((list) => list.reviews);
  return { orders, outcomes, ofVekstbedrift, demand, ownership, turnover, food, reviews };
}

async function told(client: Client, as: Asker, played: Played): Promise<Told> {
  const view = await client.until(
    `the last word on "${played.order.title}"`,
    () => client.get<OrderView>(as, `/api/ordering/orders/${played.orderId}`),
    isSettled,
  );
  const wasUnclaimed = view.timeline.some(({ fact }) => fact === 'OrderUnclaimed');
  if (!wasUnclaimed) return { ...played, view };
  const offers = await client.get<OrderOffersView>(as, `/api/task-assignment/orders/${played.orderId}/offers`);
  return { ...played, view, offers };
}

/** Every service has answered the last thing that happened with the order. */
function isSettled({ timeline }: OrderView): boolean {
  const has = (fact: string) => timeline.some((entry) => entry.fact === fact);
  if (has('DeliveryAccepted')) return has('LedgerEntryCorrected');
  if (has('OrderWithdrawn')) return has('LedgerEntryReleased') && has('OffersClosed');
  return has('ClaimConfirmed');
}

/** Reporting counts by itself; the facts tell only when it has seen them all. */
function outcomesOf(client: Client, as: Asker, org: string, facts: TimelineEntry[]): Promise<OutcomeFigures> {
  const theirs = facts.filter(({ data }) => data['municipality'] === org);
  const happened = (name: string) => theirs.filter(({ fact }) => fact === name);
  const minutes = happened('WorkDelivered').reduce((sum, { data }) => sum + Number(data['facilitatedMinutes']), 0);
  const look = () => client.get<Outcomes>(as, `/api/reporting/outcomes?municipality=${org}`);
  return client.until(
    `reporting to have seen all ${happened('OrderPlaced').length} orders of ${org}`,
    async () => (await look()).total,
    ({ orders, facilitatedMinutes }) =>
      STATES.every((state) => orders[state] >= happened(FACT_OF[state]).length) &&
      (facilitatedMinutes.value ?? 0) >= minutes,
  );
}

async function forEachBuyer<T>({ cast }: Stage, read: (org: string) => Promise<T>): Promise<Record<Buyer, T>> {
  const entries = Object.entries(cast.municipalities).map(
    async ([buyer, { org }]) => [buyer, await read(org)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Record<Buyer, T>;
}
