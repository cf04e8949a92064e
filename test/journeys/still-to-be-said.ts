import type { OrderOffersView, OrderView, TimelineEntry } from '#libs/contracts';

interface Question {
  asked: string;
  answers: string[];
  /** The field in which the answer names what it answers; the order itself where it is left out. */
  by?: string;
  /** Facts after which it need not be answered any more. */
  unless?: string[];
}

/** Who owes which answer: process.md, read as a list. */
const QUESTIONS: Question[] = [
  { asked: 'OrderPlaced', answers: ['OrderAssessed'], by: 'orderVersion' },
  { asked: 'OrderAmended', answers: ['OrderAssessed'], by: 'orderVersion' },
  {
    asked: 'OrderAssessed',
    answers: ['OrderOpened', 'OrderHeld', 'OrderRefused'],
    by: 'orderVersion',
    unless: ['OrderWithdrawn'],
  },
  { asked: 'OrderOpened', answers: ['OrderOffered'], by: 'orderVersion' },
  { asked: 'OrderClaimed', answers: ['AwardAssessed'], by: 'claimId' },
  {
    asked: 'AwardAssessed',
    answers: ['OrderConfirmed', 'OrderReopened'],
    by: 'claimId',
    unless: ['OrderWithdrawn', 'OrderSentToFallback'],
  },
  { asked: 'OrderConfirmed', answers: ['ClaimConfirmed', 'ClaimReleased: claim-gone'], by: 'claimId' },
  { asked: 'WorkDelivered', answers: ['OrderDelivered'], by: 'deliveryId', unless: ['OrderWithdrawn', 'OrderClosed'] },
  { asked: 'OrderWithdrawn', answers: ['LedgerEntryReleased'] },
  { asked: 'DeliveryAccepted', answers: ['LedgerEntryCorrected'] },
];

/** What is owed to an order: answers that have not come, and what ordering and task-assignment do not see alike. */
export function stillToBeSaid(view: OrderView, offers: OrderOffersView | undefined): string[] {
  const owed = QUESTIONS.flatMap((question) => unanswered(question, view));
  const parked = view.timeline.filter(({ parked }) => parked).map(({ fact }) => `${fact} is put aside`);
  const agreed = AGREED[view.status]?.(offers, view) ?? false;
  return [...owed, ...parked, ...(agreed ? [] : [`${view.status} here, ${offers?.status ?? 'nothing'} there`])];
}

function unanswered({ asked, answers, by, unless = [] }: Question, { timeline, orderVersion }: OrderView): string[] {
  if (timeline.some(({ fact }) => unless.includes(fact))) return [];
  const isOf = (name: string, what: unknown) => (entry: TimelineEntry) => {
    const [fact, reason] = name.split(': ');
    return entry.fact === fact && (!by || entry.data[by] === what) && (!reason || entry.data['reason'] === reason);
  };
  // Ordering answers the current version only; the others answer every version they are asked about.
  const isVoid = ({ data }: TimelineEntry) => asked.endsWith('Assessed') && data['orderVersion'] !== orderVersion;
  const questions = timeline.filter((entry) => entry.fact === asked && !isVoid(entry));
  return questions.flatMap(({ data }) => {
    const what = by && data[by];
    const answered = answers.flatMap((name) => timeline.filter(isOf(name, what)));
    const times = questions.filter((other) => !by || other.data[by] === what);
    return answered.length >= times.length ? [] : [`${asked} waits for ${answers.join(' or ')}`];
  });
}

type Seen = OrderOffersView | undefined;
const isOver = (offers: Seen) => !offers || ['closed', 'unclaimed'].includes(offers.status);
/** Hours of delivered work stay used, so only such a claim outlives its order. */
const isFree = (offers: Seen) => !offers?.claim || offers.claim.deliveryId !== undefined;
const isThisVersion = (offers: Seen, { orderVersion }: OrderView) => offers?.orderVersion === orderVersion;

/** What task-assignment must have come to where an order stands. */
const AGREED: Record<string, (offers: Seen, view: OrderView) => boolean> = {
  held: (offers) => isOver(offers) && isFree(offers),
  refused: (offers) => isOver(offers) && isFree(offers),
  withdrawn: (offers) => isOver(offers) && isFree(offers),
  open: (offers, view) => offers?.status === 'offered' && !offers.claim && isThisVersion(offers, view),
  confirmed: (offers, view) =>
    offers?.claim?.confirmed === true &&
    offers.claim.claimId === view.claim?.claimId &&
    !offers.claim.deliveryId &&
    isThisVersion(offers, view),
  fallback: (offers, view) => offers?.status === 'unclaimed' && !offers.claim && isThisVersion(offers, view),
  external: (offers) => offers?.status === 'unclaimed',
  delivered: (offers, view) => offers?.claim?.deliveryId === view.deliveries?.at(-1)?.deliveryId,
  disputed: (offers, view) => offers?.claim?.deliveryId === view.deliveries?.at(-1)?.deliveryId,
  closed: (offers) => offers?.status === 'closed',
};
