import { addMonths } from '#libs/contracts';
import type { Noun } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';

/** Like purchases of one municipality in one category. */
export interface LedgerState {
  ledgerId: string;
  municipality: string;
  category: string;
  /** Orders whose value may still change. */
  entries: Record<string, { valueOre: number; initiatedAt: string }>;
  /** Accepted orders as one sum per day: they never change again, so the row stays small. */
  settled: Record<string, { valueOre: number; orders: number }>;
  /** Like purchases made elsewhere; each counts on the last day of its period. */
  declarations: Record<string, { amountOre: number; from: string; to: string }>;
}

/** The ledger of like purchases, one per municipality and category. */
export const ledger: Noun<LedgerState, ComplianceFact> = {
  name: 'ledger',
  initial: (ledgerId) => {
    const [municipality = '', category = ''] = ledgerId.split(':');
    return { ledgerId, municipality, category, entries: {}, settled: {}, declarations: {} };
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'OrderAssessed': {
        const { orderId, valueOre, initiatedAt } = data;
        const counts = data.ledgerId === state.ledgerId && data.outcome !== 'refused';
        // An order that moved to another category, or was refused, leaves this ledger.
        return counts
          ? { ...state, entries: { ...state.entries, [orderId]: { valueOre, initiatedAt } } }
          : withoutEntry(state, orderId);
      }
      case 'LedgerEntryReleased':
        return data.ledgerId === state.ledgerId ? withoutEntry(state, data.orderId) : state;
      case 'LedgerEntryCorrected':
        return data.ledgerId === state.ledgerId ? settle(state, data) : state;
      case 'LikePurchasesDeclared': {
        if (data.ledgerId !== state.ledgerId) return state;
        const { declarationId, amountOre, from, to } = data;
        return { ...state, declarations: { ...state.declarations, [declarationId]: { amountOre, from, to } } };
      }
      default:
        return state;
    }
  },
};

function withoutEntry(state: LedgerState, orderId: string): LedgerState {
  if (!(orderId in state.entries)) return state;
  const { [orderId]: _gone, ...entries } = state.entries;
  return { ...state, entries };
}

function settle(state: LedgerState, accepted: { orderId: string; initiatedAt: string; valueOre: number }): LedgerState {
  if (!(accepted.orderId in state.entries)) return state;
  const day = state.settled[accepted.initiatedAt] ?? { valueOre: 0, orders: 0 };
  const sum = { valueOre: day.valueOre + accepted.valueOre, orders: day.orders + 1 };
  return {
    ...withoutEntry(state, accepted.orderId),
    settled: { ...state.settled, [accepted.initiatedAt]: sum },
  };
}

/** Whether a day lies in the twelve months that end on another: the day twelve months before is out (FOA § 5-4 (9)). */
export const isInWindow = (day: string, last: string): boolean => addMonths(last, -12) < day && day <= last;

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

const settledIn = (state: LedgerState, last: string) =>
  Object.entries(state.settled).flatMap(([day, settled]) => (isInWindow(day, last) ? [settled] : []));

const entriesIn = (state: LedgerState, last: string, exceptOrder?: string) =>
  Object.entries(state.entries).flatMap(([orderId, entry]) =>
    orderId !== exceptOrder && isInWindow(entry.initiatedAt, last) ? [entry] : [],
  );

const declarationsIn = (state: LedgerState, last: string) =>
  Object.values(state.declarations).filter(({ to }) => isInWindow(to, last));

/** What was declared as bought elsewhere in the twelve months that end on a day. */
export const declaredIn = (state: LedgerState, last: string): number =>
  sum(declarationsIn(state, last).map(({ amountOre }) => amountOre));

/** Whether the municipality has stated, if only as 0, what it bought elsewhere in the twelve months that end on a day. */
export const isDeclared = (state: LedgerState, last: string): boolean => declarationsIn(state, last).length > 0;

/** Like purchases in the twelve months that end on a day, without one order where it is named. */
export const usedIn = (state: LedgerState, last: string, exceptOrder?: string): number =>
  sum(settledIn(state, last).map(({ valueOre }) => valueOre)) +
  sum(entriesIn(state, last, exceptOrder).map(({ valueOre }) => valueOre)) +
  declaredIn(state, last);

/** How many orders count in the twelve months that end on a day. */
export const ordersIn = (state: LedgerState, last: string): number =>
  sum(settledIn(state, last).map(({ orders }) => orders)) + entriesIn(state, last).length;
