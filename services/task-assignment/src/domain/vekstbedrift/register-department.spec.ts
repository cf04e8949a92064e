import { fact, type FactsOf } from '#libs/contracts';
import { given } from '#libs/decider/testing';
import { LAMPELAND, manager, NUMEDAL, otherManager, registered, RODBERG } from '../testing.js';
import { MOST_DEPARTMENTS, registerDepartment } from './register-department.js';
import { registerVekstbedrift } from './register-vekstbedrift.js';
import { vekstbedrift } from './vekstbedrift.js';

const named = (name: string) =>
  fact('VekstbedriftRegistered', { vekstbedrift: NUMEDAL, name, serves: ['310000019', '310000027'] });
const command = { name: 'Rødberg', kindsOfWork: ['meeting-food', 'meeting-food'] };
const by = (actor = manager, departmentId = LAMPELAND) => ({ actor, departmentId });

describe('registering a vekstbedrift', () => {
  it('says its name and whom it serves, each municipality once', () => {
    given(vekstbedrift, NUMEDAL)
      .when((v) =>
        registerVekstbedrift(v, { vekstbedrift: NUMEDAL, name: 'Nupro', serves: ['310000019', '310000019'] }),
      )
      .then({ type: 'VekstbedriftRegistered', data: { vekstbedrift: NUMEDAL, name: 'Nupro', serves: ['310000019'] } });
  });

  it('replaces the entry and keeps the departments', () => {
    const { state } = given(vekstbedrift, NUMEDAL, named('Before'), registered(), named('After'));
    expect(state).toMatchObject({ name: 'After', departments: { [RODBERG]: { name: 'Rødberg' } } });
  });

  it('leaves other vekstbedrifts alone', () => {
    expect(given(vekstbedrift, '310000175', named('Nupro'), registered()).state.name).toBe('');
  });
});

describe('registering a department', () => {
  it('names it and the kinds of work it does, each once', () => {
    given(vekstbedrift, NUMEDAL, named('Nupro'))
      .when((v) => registerDepartment(v, command, by()))
      .then({
        type: 'DepartmentRegistered',
        data: { vekstbedrift: NUMEDAL, departmentId: LAMPELAND, name: 'Rødberg', kindsOfWork: ['meeting-food'] },
      });
  });

  it('replaces the entry of the department with that name', () => {
    given(vekstbedrift, NUMEDAL, named('Nupro'), registered())
      .when((v) => registerDepartment(v, command, by()))
      .then({ type: 'DepartmentRegistered', data: { departmentId: RODBERG, kindsOfWork: ['meeting-food'] } });
  });

  it('is done by the operator for any vekstbedrift', () => {
    const operator = { org: '310000205', role: 'operator' as const };
    given(vekstbedrift, NUMEDAL, named('Nupro'))
      .when((v) => registerDepartment(v, command, by(operator)))
      .then({ type: 'DepartmentRegistered' });
  });

  it.each([
    ['another vekstbedrift', [named('Nupro')], otherManager],
    ['one that is not registered', [] as FactsOf<'task-assignment'>[], manager],
  ])('does not find %s', (_, past, actor) => {
    given(vekstbedrift, NUMEDAL, ...past)
      .when((v) => registerDepartment(v, command, by(actor)))
      .thenRejected('vekstbedrift-not-found');
  });

  it('takes the last department there is room for and refuses the next', () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        fact('DepartmentRegistered', { ...registered().data, departmentId: `${RODBERG}${i}`, name: `Department ${i}` }),
      );
    given(vekstbedrift, NUMEDAL, named('Nupro'), ...of(MOST_DEPARTMENTS - 1))
      .when((v) => registerDepartment(v, command, by()))
      .then({ type: 'DepartmentRegistered' });
    given(vekstbedrift, NUMEDAL, named('Nupro'), ...of(MOST_DEPARTMENTS))
      .when((v) => registerDepartment(v, command, by()))
      .thenRejected('too-many-departments', { most: MOST_DEPARTMENTS });
  });
});
