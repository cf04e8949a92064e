import type { DatedMunicipalityNumber, FactsOf } from '#libs/contracts';
import { notFound, type Noun } from '#libs/decider';

export interface Unit {
  unitId: string;
  name: string;
  ownResponsibility: string[];
}

export interface MunicipalityState {
  municipality: string;
  name: string;
  numbers: DatedMunicipalityNumber[];
  units: Unit[];
}

export const municipality: Noun<MunicipalityState, FactsOf<'ordering'>> = {
  name: 'municipality',
  initial: (id) => ({ municipality: id, name: '', numbers: [], units: [] }),
  evolve(state, fact) {
    if (!('municipality' in fact.data) || fact.data.municipality !== state.municipality) return state;
    switch (fact.type) {
      case 'MunicipalityRegistered':
        return { ...state, name: fact.data.name, numbers: fact.data.numbers };
      case 'UnitRegistered': {
        const { unitId, name, ownResponsibility } = fact.data;
        return { ...state, units: [...state.units, { unitId, name, ownResponsibility }] };
      }
      default:
        return state;
    }
  },
};

/** A registered municipality always has a number: its contract asks for at least one. */
export const isRegistered = ({ numbers }: MunicipalityState) => numbers.length > 0;

export const municipalityNotFound = () =>
  notFound('municipality-not-found', 'This municipality is not registered; the operator registers it first.');

/** The municipality number of a day; numbers change when counties and borders do. */
export function numberOn({ numbers }: Pick<MunicipalityState, 'numbers'>, day: string): string | undefined {
  return numbers.find(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo))
    ?.number;
}
