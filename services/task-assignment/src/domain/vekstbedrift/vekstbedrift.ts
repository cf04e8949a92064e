import type { FactsOf } from '#libs/contracts';
import type { Noun } from '#libs/decider';

/** A department as its vekstbedrift knows it. */
export interface Department {
  name: string;
  kindsOfWork: string[];
}

/** A vekstbedrift: whom it serves and where the work is done. */
export interface VekstbedriftState {
  vekstbedrift: string;
  /** Empty until it is registered. */
  name: string;
  serves: string[];
  departments: Record<string, Department>;
}

export const vekstbedrift: Noun<VekstbedriftState, FactsOf<'task-assignment'>> = {
  name: 'vekstbedrift',
  initial: (id) => ({ vekstbedrift: id, name: '', serves: [], departments: {} }),
  evolve(state, { type, data }) {
    if (!('vekstbedrift' in data) || data.vekstbedrift !== state.vekstbedrift) return state;
    switch (type) {
      case 'VekstbedriftRegistered':
        return { ...state, name: data.name, serves: data.serves };
      case 'DepartmentRegistered': {
        const department = { name: data.name, kindsOfWork: data.kindsOfWork };
        return { ...state, departments: { ...state.departments, [data.departmentId]: department } };
      }
      default:
        return state;
    }
  },
};

/** The department of that name: a name is given once in a vekstbedrift, so registering it again replaces its entry. */
export const departmentNamed = (state: VekstbedriftState, name: string): string | undefined =>
  Object.keys(state.departments).find((id) => state.departments[id]!.name === name);
