import type { CodedReason, OrderAssessed, Outcome } from '#libs/contracts';
import type { Noun } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';

/** Where a review stands; none while the assessment needs no person. */
export type ReviewStatus = 'none' | 'open' | 'approved' | 'refused' | 'closed';

/** What this service knows of an order: its current assessment and whether a person is or was asked. */
export interface ReviewState {
  orderId: string;
  /** 0 until the first assessment. */
  orderVersion: number;
  municipality?: string;
  category?: string;
  ledgerId?: string;
  initiatedAt?: string;
  valueOre?: number;
  usedOre?: number;
  limitOre?: number;
  outcome?: Outcome;
  path?: string;
  status: ReviewStatus;
  /** The claim in question, where the review is of an award. */
  claim?: { claimId: string; departmentId: string; vekstbedrift: string };
  /** Why a person was asked. */
  reason?: CodedReason;
  /** Why the person decided so. */
  decisionReason?: string;
  /** An adviser approved the current version. */
  approved?: true;
  /** The order has an entry in the ledger. */
  counts: boolean;
  /** The accepted value stands in the ledger: nothing changes any more. */
  final?: true;
  withdrawn?: true;
}

/** The review of an order; it exists from the first assessment. */
export const review: Noun<ReviewState, ComplianceFact> = {
  name: 'review',
  initial: (orderId) => ({ orderId, orderVersion: 0, status: 'none', counts: false }),
  evolve(state, { type, data }) {
    if (!('orderId' in data) || data.orderId !== state.orderId) return state;
    switch (type) {
      case 'OrderAssessed':
        return assessedAs(data);
      case 'AwardAssessed': {
        if (data.outcome !== 'needs-person') return state;
        const { claimId, departmentId, vekstbedrift } = data;
        return { ...state, claim: { claimId, departmentId, vekstbedrift } };
      }
      case 'ReviewRequested':
        return { ...state, status: 'open', reason: data.reason, decisionReason: undefined };
      case 'ReviewDecided': {
        const approved = data.decision === 'approve';
        return {
          ...state,
          status: approved ? 'approved' : 'refused',
          decisionReason: data.reason,
          ...(approved && !data.claimId && { approved: true as const }),
        };
      }
      case 'ReviewClosed':
        return { ...state, status: 'closed', ...(data.reason === 'withdrawn' && { withdrawn: true as const }) };
      case 'LedgerEntryReleased':
        return { ...state, counts: false, ...(data.reason === 'withdrawn' && { withdrawn: true as const }) };
      case 'LedgerEntryCorrected':
        return { ...state, final: true };
      default:
        return state;
    }
  },
};

/** A new assessment leaves nothing of what was asked or decided about older versions. */
function assessedAs(data: OrderAssessed): ReviewState {
  const { orderId, orderVersion, municipality, category, ledgerId } = data;
  const { initiatedAt, valueOre, usedOre, limitOre, path } = data;
  const outcome = data.outcome as Outcome;
  return {
    ...{ orderId, orderVersion, municipality, category, ledgerId },
    ...{ initiatedAt, valueOre, usedOre, limitOre, path, outcome },
    status: 'none',
    counts: outcome !== 'refused',
  };
}

/** Whether the order's current version may go on: cleared by the rules or approved by a person, and not withdrawn. */
export const isClear = ({ outcome, approved, withdrawn }: ReviewState): boolean =>
  !withdrawn && (outcome === 'cleared' || approved === true);
