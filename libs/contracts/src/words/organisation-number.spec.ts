import fc from 'fast-check';
import { controlDigit, isOrganisationNumber, OrganisationNumber, OrganisationNumbers } from './organisation-number.js';
import { flawsOf, refusals } from './testing.js';

const eightDigits = fc.stringMatching(/^\d{8}$/);
const withControlDigit = eightDigits
  .filter((eight) => controlDigit(eight) !== undefined)
  .map((eight) => `${eight}${controlDigit(eight)}`);

describe('an organisation number', () => {
  it.each(['974760673', '974683520', '123456785', '310000019'])('%s is right', (number) => {
    expect(isOrganisationNumber(number)).toBe(true);
    expect(refusals(OrganisationNumber(), number)).toEqual([]);
  });

  it.each([
    ['with another control digit', '974760674'],
    ['with two digits swapped', '947760673'],
    ['of eight digits', '97476067'],
    ['of ten digits', '9747606730'],
    ['with a letter', '97476067A'],
    ['with spaces between', '974 760 673'],
    ['with a space behind', '974760673 '],
    ['with a line break behind', '974760673\n'],
    ['with its register in front', 'NO974760673'],
    ['in full-width digits', '９７４７６０６７３'],
    ['as a number', 974760673],
    ['as nothing', ''],
    ['as null', null],
    ['as a list', ['974760673']],
  ])('%s is refused', (_, value) => {
    expect(isOrganisationNumber(value)).toBe(false);
    expect(refusals(OrganisationNumber(), value)).toEqual(['organisation-number']);
  });

  it('cannot begin with eight digits whose control digit would be 10', () => {
    expect(controlDigit('30000007')).toBeUndefined();
    for (let last = 0; last <= 9; last++) expect(isOrganisationNumber(`30000007${last}`)).toBe(false);
  });

  it('ends in 0 where the sum leaves no rest', () => expect(controlDigit('97468352')).toBe(0));

  it('has exactly one control digit, or none', () => {
    fc.assert(
      fc.property(eightDigits, (eight) => {
        const right = [...'0123456789'].filter((last) => isOrganisationNumber(`${eight}${last}`));
        expect(right).toEqual(controlDigit(eight) === undefined ? [] : [String(controlDigit(eight))]);
      }),
    );
  });

  it('is wrong as soon as one digit is', () => {
    const other = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(withControlDigit, fc.nat(8), other, (number, place, shift) => {
        const mistyped = [...number].map((digit, i) => (i === place ? (Number(digit) + shift) % 10 : digit)).join('');
        expect(isOrganisationNumber(mistyped)).toBe(false);
      }),
    );
  });

  it('is wrong as soon as two unlike neighbours among its first eight digits are swapped', () => {
    fc.assert(
      fc.property(withControlDigit, fc.nat(6), (number, place) => {
        fc.pre(number[place] !== number[place + 1]);
        const swapped = `${number.slice(0, place)}${number[place + 1]}${number[place]}${number.slice(place + 2)}`;
        expect(isOrganisationNumber(swapped)).toBe(false);
      }),
    );
  });

  it('says what is wrong in a sentence', () => {
    expect(flawsOf(OrganisationNumber(), '974760674')).toEqual([
      {
        field: 'field',
        code: 'organisation-number',
        message: 'field must be an organisation number of nine digits whose last digit is right (mod 11).',
      },
    ]);
  });
});

describe('a list of organisation numbers', () => {
  it('takes right ones', () => {
    expect(refusals(OrganisationNumbers('who', 1), ['974760673', '123456785'])).toEqual([]);
  });

  it('refuses one wrong among right ones, and null', () => {
    expect(refusals(OrganisationNumbers('who'), ['974760673', '974760674'])).toEqual(['organisation-number']);
    expect(refusals(OrganisationNumbers('who'), [null])).toEqual(['organisation-number']);
  });

  it('may be empty only where none are asked for', () => {
    expect(refusals(OrganisationNumbers('who'), [])).toEqual([]);
    expect(refusals(OrganisationNumbers('who', 1), [])).toEqual(['too-few']);
  });
});
