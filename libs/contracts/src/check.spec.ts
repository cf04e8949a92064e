import { check } from './check.js';
import { Ore, Whole } from './words/amounts.js';
import { Figures, ListOf, One, Optional } from './words/shapes.js';
import { FreeText, KindsOfWork } from './words/texts.js';
import { LocalDay } from './words/time.js';

class Line {
  @LocalDay('day') day: string;
  @Ore('value') valueOre: number;
}

class Remark {
  @FreeText('what', 20) says: string;
  @Optional() @Figures('behind it') figures?: Record<string, unknown>;
}

class Offer {
  @Whole('version', 1) version: number;
  @ListOf(() => Line, 'lines', { least: 1, most: 3 }) lines: Line[];
  @One(() => Remark, 'remark') remark: Remark;
  @KindsOfWork('kinds') kinds: string[];
  @Optional() @One(() => Remark, 'second remark') second?: Remark;
}

class DetailedOffer extends Offer {
  @Optional() @FreeText('note') note?: string;
}

const line = { day: '2026-11-23', valueOre: 250_000 };
const offer = { version: 1, lines: [line], remark: { says: 'rolls' }, kinds: ['meeting-food'] };
const flaws = (value: unknown, contract: new () => object = Offer) => {
  const checked = check(contract, value);
  return 'flaws' in checked ? checked.flaws.map(({ field, code }) => `${field}: ${code}`) : [];
};
/** As it comes over the wire: only so can an object have a field of its own that is called __proto__. */
const parsed = (name: string, value: unknown): object =>
  JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`) as object;

describe('a value that keeps its contract', () => {
  it('comes back as an instance, also inside', () => {
    const checked = check(Offer, offer);
    if ('flaws' in checked) throw new Error('refused');
    expect(checked.value).toBeInstanceOf(Offer);
    expect(checked.value.lines[0]).toBeInstanceOf(Line);
    expect(checked.value).toEqual(offer);
  });

  it('keeps figures as they are', () => {
    const figures = { usedOre: 1, days: ['2026-11-23'], by: { unit: { name: 'school' } } };
    expect(check(Remark, { says: 'x', figures })).toEqual({ value: { says: 'x', figures } });
  });

  it('may be of a class that extends another', () => {
    expect(flaws({ ...offer, note: 'x' }, DetailedOffer)).toEqual([]);
    expect(flaws({ ...offer, note: 'x' })).toEqual(['note: unknown-field']);
    expect(flaws({ note: 'x' }, DetailedOffer)).toContain('version: whole-number');
  });
});

describe('what is no object', () => {
  it.each([[null], [undefined], ['text'], [7], [true], [[]], [[offer]]])('%j is refused as a whole', (value) => {
    expect(flaws(value)).toEqual([': object']);
  });
});

describe('where it is wrong', () => {
  it.each<[string, object, string[]]>([
    ['a field', { version: 0 }, ['version: whole-number']],
    ['two fields', { version: 0, remark: { says: '' } }, ['version: whole-number', 'remark.says: text']],
    ['a field of a line', { lines: [line, { ...line, day: '2026-02-31' }] }, ['lines[1].day: day']],
    ['a field that is left out', { version: undefined }, ['version: whole-number']],
    ['an optional field that is null', { second: null }, ['second: object']],
    ['an optional field inside that is null', { remark: { says: 'x', figures: null } }, ['remark.figures: object']],
    ['a list that is empty', { lines: [] }, ['lines: too-few']],
    ['a list that is too long', { lines: [line, line, line, line] }, ['lines: too-many']],
    ['a field nobody knows', { colour: 'red' }, ['colour: unknown-field']],
    ['a field without a name', { '': 1 }, [': unknown-field']],
    ['a field of an odd name', { ' \n': 1 }, [' \n: unknown-field']],
    ['a field nobody knows in an object', { remark: { says: 'x', tone: 1 } }, ['remark.tone: unknown-field']],
    ['a field nobody knows in a list', { lines: [line, { ...line, x: 1 }] }, ['lines[1].x: unknown-field']],
    ['an object where a list is needed', { lines: line }, ['lines: list']],
    ['an object that looks like a list', { lines: { 0: line, length: 1 } }, ['lines: list']],
    ['a text where a list is needed', { lines: 'monday' }, ['lines: list']],
    ['a list of texts where objects are needed', { lines: ['monday'] }, ['lines: list']],
    ['a list with null in it', { lines: [line, null] }, ['lines: list']],
    ['a list with nothing in it', { lines: [undefined] }, ['lines: list']],
    ['a list with an empty list in it', { lines: [[]] }, ['lines: list']],
    ['a list inside the list', { lines: [[line]] }, ['lines: list']],
    ['a list where an object is needed', { remark: [{ says: 'x' }] }, ['remark: object']],
    ['a text where an object is needed', { remark: 'rolls' }, ['remark: object']],
    ['a list where figures are needed', { remark: { says: 'x', figures: [1] } }, ['remark.figures: object']],
    ['a list of words that is null', { kinds: null }, ['kinds: list']],
  ])('is said: %s', (_, change, expected) => expect(flaws({ ...offer, ...change })).toEqual(expected));

  it('is said once, with a sentence', () => {
    const checked = check(Offer, { ...offer, lines: 'monday', kinds: [] });
    expect(checked).toEqual({
      flaws: [
        { field: 'lines', code: 'list', message: 'lines must be a list of objects.' },
        { field: 'kinds', code: 'too-few', message: 'kinds must have at least 1.' },
      ],
    });
  });
});

describe('an amount that is not ex VAT', () => {
  it.each([
    ...['valueInclVatOre', 'valueInclVat', 'amountInclVAT', 'VATOre', 'inklMva', 'belop_inkl_mva', 'valueinclvat'],
    ...['grossOre', 'valueGross', 'bruttoOre', 'mva', 'vatRate', 'moms'],
  ])('%s is told apart from a misspelling', (name) => {
    expect(flaws({ ...offer, [name]: 1 })).toEqual([`${name}: not-ex-vat`]);
    expect(flaws({ ...offer, lines: [{ ...line, [name]: 1 }] })).toEqual([`lines[0].${name}: not-ex-vat`]);
  });

  it.each([
    ...['reservation', 'observation', 'privateShare', 'inclusionNote', 'included', 'elevator', 'engross', 'gros'],
    ...['valueExVatOre', 'belopEksMva', 'amount_ex_vat'],
  ])('%s is only unknown', (name) => expect(flaws({ ...offer, [name]: 1 })).toEqual([`${name}: unknown-field`]));

  it('says what is taken instead', () => {
    expect(check(Offer, { ...offer, valueInclVatOre: 1 })).toEqual({
      flaws: [
        {
          field: 'valueInclVatOre',
          code: 'not-ex-vat',
          message: 'valueInclVatOre is not taken: amounts are ex VAT, in øre, as in valueOre.',
        },
      ],
    });
  });
});

describe('a name that every object has by birth', () => {
  it.each(Object.getOwnPropertyNames(Object.prototype))('%s is no field', (name) => {
    expect(flaws({ ...offer, ...parsed(name, 1) })).toEqual([`${name}: unknown-field`]);
    expect(flaws({ ...offer, ...parsed(name, { version: 2 }) })).toEqual([`${name}: unknown-field`]);
  });

  it('is none inside either, nor among figures', () => {
    expect(flaws({ ...offer, remark: { says: 'x', toString: 1 } })).toEqual(['remark.toString: unknown-field']);
    expect(flaws({ ...offer, lines: [{ ...line, constructor: 1 }] })).toEqual(['lines[0].constructor: unknown-field']);
    const figures = { of: { valueOf: 1 } };
    expect(flaws({ ...offer, remark: { says: 'x', figures } })).toEqual(['remark.figures.of.valueOf: unknown-field']);
  });

  it('changes nothing for anybody else', () => {
    check(Offer, JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}'));
    expect({}).not.toHaveProperty('admin');
  });
});

describe('a value that is nested without end', () => {
  const nested = (levels: number, wrap: (inner: unknown) => unknown) => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = wrap(value);
    return { ...offer, colour: value };
  };

  it.each<[string, (inner: unknown) => unknown]>([
    ['lists', (inner) => [inner]],
    ['objects', (inner) => ({ in: inner })],
  ])('is refused, not followed: %s', (_, wrap) => {
    expect(flaws(nested(19, wrap))).toEqual(['colour: unknown-field']);
    expect(flaws(nested(20, wrap))[0]).toMatch(/: too-deep$/);
    expect(flaws(nested(100_000, wrap))[0]).toMatch(/: too-deep$/);
  });
});
