import fc from 'fast-check';
import { jsonIn } from './json-bodies.js';

const read = (text: string) => jsonIn(Buffer.from(text)).value;

describe('a body of JSON', () => {
  it('is read as JSON is, whatever its names and texts hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '{"a": "\\"b\\": \\\\", "b": ": \\""}',
    '{"": {"": 1}, "__proto__": {"a": 1}, "a": [{"b": 1}, {"b": 2}], "b": "a\\": 1, \\"a"}',
    '"a text with \\"names\\": and colons:"',
    '\ufeff{"a": 1}',
    'null',
  ])('may be %s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text.replace('\ufeff', '')));
  });

  it.each([
    ['side by side', '{"valueOre": 1, "valueOre": 2}'],
    ['with the same value', '{"a":1,"a":1}'],
    ['in two spellings', '{"valueOre": 1, "value\\u004fre": 2}'],
    ['with a line between name and colon', '{"a"\n: 1, "a"\t\n :2}'],
    ['inside', '{"lines": [{"a": 1}, {"b": {"c": 1, "d": 1, "c": 2}}]}'],
    ['among those that every object has', '{"__proto__": 1, "__proto__": 2}'],
    ['without a name', '{"": 1, "": 1}'],
  ])('may not name a field twice: %s', (_, text) => {
    expect(() => read(text)).toThrow('A field is named twice');
  });

  it.each(['', ' ', '{', '{"a":1}}', "{'a':1}", '{"a":1,}', '{a:1}', 'undefined', 'NaN', '\u0000{}', '"\n"', '[1 2]'])(
    'is not %j',
    (text) => expect(() => read(text)).toThrow('well-formed JSON'),
  );

  it('is not in another encoding than UTF-8', () => {
    expect(() => jsonIn(Buffer.from('{"title":"Kjøtt"}', 'latin1'))).toThrow('well-formed JSON');
    expect(() => jsonIn(Buffer.from('{"title":"a"}', 'utf16le'))).toThrow('well-formed JSON');
  });

  it('may be nested deeper than the stack, and is as long as a body may be', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(Array.isArray(read(deep))).toBe(true);
    expect(() => read(`[${deep},{"a":1,"a":2}]`)).toThrow('A field is named twice');
    expect(read(JSON.stringify('\\"'.repeat(33_000)))).toHaveLength(66_000);
  });
});
