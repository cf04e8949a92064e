import fc from 'fast-check';
import { FreeText, holdsIdentityNumber, Name } from './texts.js';
import { refusals } from './testing.js';

// Day 01 of month 01: made up, with control digits that no real number has.
describe('eleven digits that may be an identity number', () => {
  it.each([
    ['in one run', '01019012345'],
    ['with a space before the last five', '010190 12345'],
    ['with a hyphen', '010190-12345'],
    ['with a long dash and spaces', '010190 – 12345'],
    ['with a minus sign', '010190−12345'],
    ['with a no-break space', '010190\u00a012345'],
    ['with a thin space', '010190\u202f12345'],
    ['with a line break', '010190\n12345'],
    ['with a slash', '010190/12345'],
    ['with a colon', '010190:12345'],
    ['with a comma', '010190,12345'],
    ['in brackets', '010190 (12345)'],
    ['with wide space', '010190    12345'],
    ['digit by digit', '0 1 0 1 9 0 1 2 3 4 5'],
    ['in pairs', '01 01 90 12345'],
    ['as a dotted date and five digits', '01.01.90 12345'],
    ['in pairs with the last five divided', '01 01 90 123 45'],
    ['with the last five divided', '010190 123 45'],
    ['in full-width digits', '０１０１９０１２３４５'],
    ['in full-width digits with a space', '０１０１９０　１２３４５'],
    ['in Arabic digits', '٠١٠١٩٠١٢٣٤٥'],
    ['with an invisible character inside', '010190\u200b12345'],
    ['with a soft hyphen inside', '0101\u00ad9012345'],
    ['of a d-number', '410190 12345'],
    ['of a d-number on the 31st', '710190 12345'],
    ['of a synthetic person (month plus 80)', '018190 12345'],
    ['of a substitute number (month plus 40)', '014190 12345'],
    ['though no date could be its first six', '99999999999'],
  ])('are found %s', (_, text) => {
    expect(holdsIdentityNumber(text)).toBe(true);
    expect(holdsIdentityNumber(`Levert til (${text}), i går.`)).toBe(true);
    expect(holdsIdentityNumber(`Ordre 17: ${text} 32 74 36 00`)).toBe(true);
    expect(refusals(FreeText('note'), `Gjelder ${text}.`)).toEqual(['identity-number']);
  });

  it('are found at any place of any sentence', () => {
    const words = fc.stringMatching(/^[a-zæøå ,.]{0,30}$/);
    fc.assert(
      fc.property(words, fc.stringMatching(/^\d{11}$/), words, (before, digits, after) => {
        expect(holdsIdentityNumber(`${before}${digits}${after}`)).toBe(true);
      }),
    );
  });
});

describe('what is no identity number', () => {
  it.each([
    ['ten digits', '0101901234'],
    ['twelve digits', '010190123456'],
    ['ten digits in groups', '010190 1234'],
    ['twelve digits in groups', '010190 123456'],
    ['an organisation number', '310000019'],
    ['an organisation number in threes', '310 000 019'],
    ['an organisation number with a phone number', 'org.nr 310000019 tlf 32 74 36 00'],
    ['an organisation number right before a phone number', '310000019 32 74 36 00'],
    ['a phone number', '32 74 36 00'],
    ['a phone number with its country', '+47 32 74 36 00'],
    ['a phone number with its country in full', '0047 32 74 36 00'],
    ['a Swedish phone number of eleven digits', '+46 70 123 45 67'],
    ['two phone numbers', '32 74 36 00 / 91 23 45 67'],
    ['an amount', 'kr 50 000'],
    ['an amount with øre', '1 250 000,50 kr'],
    ['an amount of eleven digits', '12 345 678 901 kr'],
    ['two amounts', '50 000 - 100 000'],
    ['a span of days', '3.11.2026-14.12.2026'],
    ['a span of days as machines write them', '2026-11-03 - 2026-12-14'],
    ['the validity of a rule', '2017-01-01–2026-06-30'],
    ['a day and a time', '23.11.2026 9.30'],
    ['a CPV code with its check digit', '55521200-0'],
    ['a postal address', '3626 Rollag, Rollagsvegen 1000'],
    ['an id', '019ab1c0-7e00-7000-8000-000000000001'],
  ])('passes: %s', (_, text) => {
    expect(holdsIdentityNumber(text)).toBe(false);
    expect(refusals(FreeText('note'), `Gjelder ${text}.`)).toEqual([]);
  });

  it('passes whatever the digits are, where they are ten or twelve in one run', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(\d{10}|\d{12})$/), (digits) => {
        expect(holdsIdentityNumber(`kr ${digits} i alt`)).toBe(false);
      }),
    );
  });

  it('passes where letters stand between the digits', () => {
    expect(holdsIdentityNumber('010190 kl 12345')).toBe(false);
  });
});

describe('a name', () => {
  it('is kept free of identity numbers too', () => {
    expect(refusals(Name('name'), 'Rødberg avdeling')).toEqual([]);
    expect(refusals(Name('name'), 'Avdeling 010190 12345')).toEqual(['identity-number']);
  });
});
