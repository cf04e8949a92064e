import { given } from '#libs/decider/testing';
import { municipality, numberOn } from './municipality.js';
import { registerMunicipality } from './register-municipality.js';
import { registered, rollag, ROLLAG } from '../testing.js';

const registering = (...numbers: { number: string; validFrom: string; validTo?: string }[]) =>
  given(municipality, ROLLAG).when(() => registerMunicipality({ municipality: ROLLAG, name: 'Rollag', numbers }));

describe('Registering a municipality', () => {
  it('keeps its numbers in the order of their days', () => {
    registering(
      { number: '3336', validFrom: '2024-01-01' },
      { number: '3051', validFrom: '2020-01-01', validTo: '2023-12-31' },
    ).then({ type: 'MunicipalityRegistered', data: { numbers: [{ number: '3051' }, { number: '3336' }] } });
  });

  it('takes a number that begins the day after the one before has ended', () => {
    registering(
      { number: '0632', validFrom: '1990-01-01', validTo: '2019-12-31' },
      { number: '3051', validFrom: '2020-01-01', validTo: '2023-12-31' },
    ).then({ type: 'MunicipalityRegistered' });
  });

  it.each([
    ['share a day', '2020-01-01'],
    ['share a year', '2020-12-31'],
    ['are both still valid', undefined],
  ])('refuses two numbers that %s', (_, validTo) => {
    registering(
      { number: '0632', validFrom: '1990-01-01', ...(validTo && { validTo }) },
      { number: '3051', validFrom: '2020-01-01' },
    ).thenRejected('number-periods-overlap', { first: { number: '0632' }, second: { number: '3051' } });
  });

  it('refuses two numbers that begin on the same day', () => {
    const validFrom = '2020-01-01';
    registering({ number: '0632', validFrom, validTo: validFrom }, { number: '3051', validFrom }).thenRejected(
      'number-periods-overlap',
    );
  });

  it('takes a number of one day and refuses one that ends before it begins', () => {
    registering({ number: '3336', validFrom: '2024-01-01', validTo: '2024-01-01' }).then({
      type: 'MunicipalityRegistered',
    });
    registering({ number: '3336', validFrom: '2024-01-01', validTo: '2023-12-31' }).thenRejected(
      'number-period-backwards',
      { number: '3336' },
    );
  });

  it('replaces the entry and keeps the units when it is done again', () => {
    const numbers = [{ number: '3336', validFrom: '2024-01-01' }];
    const { state } = given(municipality, ROLLAG, ...registered).when(() =>
      registerMunicipality({ municipality: ROLLAG, name: 'Rollag kommune', numbers }),
    );
    expect(state).toMatchObject({ name: 'Rollag kommune', numbers, units: rollag.units });
    expect(state.units).toHaveLength(1);
  });
});

describe('The municipality number of a day', () => {
  it.each([
    ['1989-12-31', undefined],
    ['1990-01-01', '0632'],
    ['2019-12-31', '0632'],
    ['2020-01-01', '3051'],
    ['2023-12-31', '3051'],
    ['2024-01-01', '3336'],
    ['2199-12-31', '3336'],
  ])('on %s is %s', (day, number) => expect(numberOn(rollag, day)).toBe(number));
});
