import type { OwnerShare, TurnoverLine } from '#libs/contracts';
import type { Noun } from '#libs/decider';
import type { ComplianceFact } from '../facts.js';

/** Who owns a vekstbedrift from a day on, until the next period begins. */
export interface OwnershipSince {
  validFrom: string;
  owners: OwnerShare[];
  privateShare: number;
}

/** What the law asks of a vekstbedrift: its owners over time and its turnover by class of customer. */
export interface VekstbedriftState {
  vekstbedrift: string;
  /** In the order of their first days. */
  ownership: OwnershipSince[];
  turnover: Record<string, TurnoverLine[]>;
}

/** A vekstbedrift as procurement-compliance knows it. */
export const vekstbedrift: Noun<VekstbedriftState, ComplianceFact> = {
  name: 'vekstbedrift',
  initial: (id) => ({ vekstbedrift: id, ownership: [], turnover: {} }),
  evolve(state, { type, data }) {
    switch (type) {
      case 'OwnershipRecorded': {
        if (data.vekstbedrift !== state.vekstbedrift) return state;
        const { validFrom, owners, privateShare } = data;
        const others = state.ownership.filter((period) => period.validFrom !== validFrom);
        const ownership = [...others, { validFrom, owners, privateShare }];
        return { ...state, ownership: ownership.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)) };
      }
      case 'TurnoverReported':
        return data.vekstbedrift === state.vekstbedrift
          ? { ...state, turnover: { ...state.turnover, [data.year]: data.lines } }
          : state;
      default:
        return state;
    }
  },
};

/** Who owned it on a day; undefined before the first recorded period. */
export const ownersOn = ({ ownership }: VekstbedriftState, day: string): OwnershipSince | undefined =>
  ownership.findLast(({ validFrom }) => validFrom <= day);
