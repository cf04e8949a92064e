import { given } from '#libs/decider/testing';
import { municipality } from './municipality.js';
import { registerUnit } from './register-unit.js';
import { FLESBERG, registered, ROLLAG, TOWN_HALL } from '../testing.js';

const unit = { name: 'The school', ownResponsibility: ['food'] };
const adviserOf = (org: string) => ({ unitId: TOWN_HALL, by: { org, role: 'adviser' as const } });
const operator = { unitId: TOWN_HALL, by: { org: FLESBERG, role: 'operator' as const } };

describe('Registering a unit', () => {
  it('is done by an adviser of the municipality', () => {
    given(municipality, ROLLAG, ...registered)
      .when((state) => registerUnit(state, unit, adviserOf(ROLLAG)))
      .then({ type: 'UnitRegistered', data: { municipality: ROLLAG, unitId: TOWN_HALL, ...unit } });
  });

  it('is done by the operator for any municipality, with no category as its own responsibility where none is named', () => {
    given(municipality, ROLLAG, ...registered)
      .when((state) => registerUnit(state, { name: 'The school' }, operator))
      .then({ type: 'UnitRegistered', data: { ownResponsibility: [] } });
  });

  it('does not show an adviser that another municipality exists', () => {
    given(municipality, ROLLAG, ...registered)
      .when((state) => registerUnit(state, unit, adviserOf(FLESBERG)))
      .thenRejected('municipality-not-found');
  });

  it('needs a registered municipality', () => {
    given(municipality, ROLLAG)
      .when((state) => registerUnit(state, unit, operator))
      .thenRejected('municipality-not-found');
  });
});
