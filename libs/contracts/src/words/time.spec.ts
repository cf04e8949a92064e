import fc from 'fast-check';
import { refusals } from './testing.js';
import { addDays, addMonths, daysFrom, Instant, isLocalDay, LocalDay, localDay, Present } from './time.js';

const day = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2199-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a day', () => {
  it.each([
    ['the first that is taken', '1990-01-01'],
    ['the last that is taken', '2199-12-31'],
    ['the last of the year before 2000', '1999-12-31'],
    ['a leap day', '2024-02-29'],
    ['the leap day of a full century', '2000-02-29'],
  ])('may be %s', (_, text) => {
    expect(isLocalDay(text)).toBe(true);
    expect(refusals(LocalDay('day'), text)).toEqual([]);
  });

  it.each([
    ['the day before the first', '1989-12-31'],
    ['the day after the last', '2200-01-01'],
    ['31 February', '2026-02-31'],
    ['29 February of a common year', '2026-02-29'],
    ['29 February of 2100, no leap year', '2100-02-29'],
    ['31 April', '2026-04-31'],
    ['32 January', '2026-01-32'],
    ['day 0', '2026-01-00'],
    ['month 0', '2026-00-10'],
    ['month 13', '2026-13-01'],
    ['without leading zeros', '2026-1-5'],
    ['as Norwegians write it', '23.11.2026'],
    ['with a time', '2026-11-23T00:00:00Z'],
    ['with a line break behind', '2026-11-23\n'],
    ['in full-width digits', '２０２６-11-23'],
    ['a number', 20261123],
    ['a date object', new Date('2026-11-23')],
    ['empty', ''],
    ['null', null],
  ])('may not be %s', (_, value) => {
    expect(isLocalDay(value)).toBe(false);
    expect(refusals(LocalDay('day'), value)).toEqual(['day']);
  });
});

describe('the day in Norway', () => {
  it.each([
    ['the last moment before midnight, in summer', '2026-06-30T21:59:59.999Z', '2026-06-30'],
    ['midnight, in summer: two hours before UTC', '2026-06-30T22:00:00.000Z', '2026-07-01'],
    ['the last moment before midnight, in winter', '2026-12-31T22:59:59.999Z', '2026-12-31'],
    ['midnight, in winter: one hour before UTC', '2026-12-31T23:00:00.000Z', '2027-01-01'],
    ['midnight before the clocks go forward', '2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['midnight after the clocks went forward', '2026-03-29T22:00:00.000Z', '2026-03-30'],
    ['midnight before the clocks go back', '2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['the last summer-time moment of no day at all', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['midnight after the clocks went back', '2026-10-25T23:00:00.000Z', '2026-10-26'],
    ['the first moment of the first day', '1989-12-31T23:00:00.000Z', '1990-01-01'],
    ['a leap day', '2024-02-29T12:00:00.000Z', '2024-02-29'],
  ])('at %s', (_, instant, expected) => expect(localDay(instant)).toBe(expected));

  it('is nothing for what is no moment', () => expect(() => localDay('yesterday')).toThrow(RangeError));
});

describe('counting days', () => {
  it.each([
    ['2026-11-23', 1, '2026-11-24'],
    ['2026-11-23', -1, '2026-11-22'],
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-03-28', 1, '2026-03-29'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-10-25', 1, '2026-10-26'],
  ])('%s and %d days is %s, also where the clocks change', (from, days, to) => expect(addDays(from, days)).toBe(to));

  it('goes there and back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (from, days) => {
        expect(addDays(addDays(from, days), -days)).toBe(from);
      }),
    );
  });

  it('lists every day from the first to the last', () => {
    expect(daysFrom('2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(daysFrom('2026-11-23', '2026-11-23')).toEqual(['2026-11-23']);
    expect(daysFrom('2026-11-24', '2026-11-23')).toEqual([]);
  });
});

describe('counting months', () => {
  it.each([
    ['2026-03-31', -1, '2026-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2026-03-30', -1, '2026-02-28'],
    ['2026-03-28', -1, '2026-02-28'],
    ['2026-03-01', -1, '2026-02-01'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-05-31', -1, '2026-04-30'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-31', 1, '2027-01-31'],
    ['2026-11-23', -12, '2025-11-23'],
    ['2024-02-29', -12, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', -48, '2020-02-29'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s and %d months is %s', (from, months, to) => expect(addMonths(from, months)).toBe(to));

  it('lands in the month that was meant, on the same day or on its last', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -48, max: 48 }), (from, months) => {
        const to = addMonths(from, months);
        const monthsOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(monthsOf(to) - monthsOf(from)).toBe(months);
        expect(to.slice(8) === from.slice(8) || addDays(to, 1).endsWith('-01')).toBe(true);
      }),
    );
  });
});

describe('a moment', () => {
  it.each(['2026-11-23T11:00:00Z', '2026-11-23T11:00:00.5Z', '2026-11-23T00:00:00.000Z', '2026-11-23T23:59:59.999Z'])(
    'may be written %s',
    (text) => expect(refusals(Instant('when'), text)).toEqual([]),
  );

  it.each([
    ['in local time', '2026-11-23T11:00:00'],
    ['with an offset', '2026-11-23T12:00:00+01:00'],
    ['with a small z', '2026-11-23T11:00:00z'],
    ['with a space', '2026-11-23 11:00:00Z'],
    ['without seconds', '2026-11-23T11:00Z'],
    ['with microseconds', '2026-11-23T11:00:00.000001Z'],
    ['at 24 hours, which is another day', '2026-11-23T24:00:00Z'],
    ['at 25 hours', '2026-11-23T25:00:00Z'],
    ['at 60 minutes', '2026-11-23T11:60:00Z'],
    ['in a leap second, which no clock here has', '2016-12-31T23:59:60Z'],
    ['on 31 February', '2026-02-31T11:00:00Z'],
    ['before 1990', '1989-12-31T23:59:59Z'],
    ['as a day', '2026-11-23'],
    ['as a number', 1_795_000_000_000],
    ['as null', null],
  ])('may not be written %s', (_, value) => expect(refusals(Instant('when'), value)).toEqual(['instant']));
});

describe('a moment to live at', () => {
  it.each(['1990-01-01T00:00:00Z', '2198-12-31T23:59:59.999Z'])('may be %s', (text) =>
    expect(refusals(Present('now'), text)).toEqual([]),
  );

  it.each(['2199-01-01T00:00:00Z', '2199-12-31T23:59:59.999Z', '2026-11-23', null])('may not be %s', (text) =>
    expect(refusals(Present('now'), text)).toEqual(['instant']),
  );
});
