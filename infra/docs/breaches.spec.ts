import type { Schema } from '#libs/contracts';
import { breachesOf } from './breaches.js';
import type { Language } from './language.js';

const TYPE = 'no.inkluderendekommune.ordering.OrderPlaced.v1';
const FACT = 'a version of a fact only gains optional fields: make it a new version with an upcaster.';
const REQUEST =
  'what was taken once is taken always: keep it, and add what is new as optional or as a request of its own.';
const VIEW = 'a view only gains: keep it, and add what is new beside it.';

const line: Schema = {
  type: 'object',
  properties: { day: { type: 'string', format: 'date' } },
  required: ['day'],
};
const before: Schema = {
  type: 'object',
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 120, description: 'what' },
    code: { type: 'string', pattern: '^[a-z]+$' },
    value: { type: 'integer', minimum: 1, maximum: 100 },
    why: { type: 'string', enum: ['a', 'b'] },
    lines: { type: 'array', items: { $ref: '#/components/schemas/Line' }, minItems: 1, maxItems: 3 },
    figures: { type: 'object', additionalProperties: true },
    note: { type: 'string' },
  },
  required: ['title', 'code', 'value', 'why', 'lines'],
};

type Kind = 'fact' | 'request' | 'view';
const language = (kind: Kind, schema: Schema, part = line): Language => ({
  facts: kind === 'fact' ? { [TYPE]: { of: 'It', key: 'code' } } : {},
  requests: kind === 'request' ? ['It'] : [],
  views: kind === 'view' ? ['It'] : [],
  schemas: { It: schema, Line: part },
});
const found = (kind: Kind, after: Schema, part?: Schema) =>
  breachesOf(language(kind, before), language(kind, after, part)).map((each) => each.replace(/^[\w.]+: /, ''));

const withField = (name: string, changed: Schema): Schema => ({
  ...before,
  properties: { ...before.properties, [name]: { ...before.properties![name], ...changed } },
});
const { note: _, ...butNote } = before.properties!;
const required = (...names: string[]): Schema => ({ ...before, required: names });
const all = before.required!;

const gone = { ...before, properties: butNote };
const retyped = withField('value', { type: 'string' });
const demanded = required(...all, 'note');
const excused = required(...all.slice(1));
const isNew = { ...withField('colour', { type: 'string' }), required: [...all, 'colour'] };
const dayless: Schema = { ...line, properties: {}, required: [] };

describe('what was released', () => {
  it.each<[string, Kind, Schema, string[]]>([
    ['loses a field', 'fact', gone, [`\`note\` is gone; ${FACT}`]],
    ['loses a field', 'request', gone, [`\`note\` is gone; ${REQUEST}`]],
    ['loses a field', 'view', gone, [`\`note\` is gone; ${VIEW}`]],
    ['changes a type', 'fact', retyped, [`\`value\` had the type "integer" and has "string"; ${FACT}`]],
    ['changes a type', 'request', retyped, [`\`value\` had the type "integer" and has "string"; ${REQUEST}`]],
    ['changes a type', 'view', retyped, [`\`value\` had the type "integer" and has "string"; ${VIEW}`]],
    ['demands what was optional', 'fact', demanded, [`\`note\` was optional and is required; ${FACT}`]],
    ['demands what was optional', 'request', demanded, [`\`note\` was optional and is required; ${REQUEST}`]],
    ['demands what was optional', 'view', demanded, []],
    ['demands what is new', 'fact', isNew, [`\`colour\` is new and required; ${FACT}`]],
    ['demands what is new', 'request', isNew, [`\`colour\` is new and required; ${REQUEST}`]],
    ['demands what is new', 'view', isNew, []],
    ['excuses what was required', 'fact', excused, [`\`title\` was always there and is optional; ${FACT}`]],
    ['excuses what was required', 'request', excused, []],
    ['excuses what was required', 'view', excused, [`\`title\` was always there and is optional; ${VIEW}`]],
  ])('%s: %s', (_, kind, after, expected) => expect(found(kind, after)).toEqual(expected));

  const limits: [string, string, Schema, Schema, string, string][] = [
    ['minimum', 'value', { minimum: 2 }, { minimum: 0 }, '1 and has 2', '1 and has 0'],
    ['maximum', 'value', { maximum: 99 }, { maximum: undefined }, '100 and has 99', '100 and has none'],
    ['minLength', 'title', { minLength: 2 }, { minLength: 0 }, '1 and has 2', '1 and has 0'],
    ['maxLength', 'title', { maxLength: 80 }, { maxLength: 200 }, '120 and has 80', '120 and has 200'],
    ['maxLength', 'note', { maxLength: 80 }, {}, 'none and has 80', ''],
    ['minItems', 'lines', { minItems: 2 }, { minItems: 0 }, '1 and has 2', '1 and has 0'],
    ['maxItems', 'lines', { maxItems: 2 }, { maxItems: 4 }, '3 and has 2', '3 and has 4'],
  ];
  it.each(limits)('has another %s of %s', (keyword, name, narrower, wider, less, more) => {
    const says = (moved: string, rule: string) => (moved ? [`\`${name}\` had the ${keyword} ${moved}; ${rule}`] : []);
    expect(found('fact', withField(name, narrower))).toEqual(says(less, FACT));
    expect(found('request', withField(name, narrower))).toEqual(says(less, REQUEST));
    expect(found('view', withField(name, narrower))).toEqual(says(less, VIEW));
    expect(found('fact', withField(name, wider))).toEqual(says(more, FACT));
    expect(found('request', withField(name, wider))).toEqual([]);
    expect(found('view', withField(name, wider))).toEqual([]);
  });

  it.each<[string, Schema, string]>([
    ['pattern', withField('code', { pattern: '^[a-z]{3}$' }), '`code` had the pattern "^[a-z]+$" and has "^[a-z]{3}$"'],
    ['format', withField('note', { format: 'date' }), '`note` had the format none and has "date"'],
    ['closed list, a value less', withField('why', { enum: ['a'] }), '`why` no longer has the value b'],
    [
      'closed list, where none was',
      withField('note', { enum: ['a'] }),
      '`note` took other values than those of a closed list',
    ],
    [
      'field that takes any',
      withField('figures', { additionalProperties: undefined }),
      '`figures` took any field and does not',
    ],
  ])('has another %s', (_, after, says) => {
    expect([found('fact', after), found('request', after), found('view', after)]).toEqual([
      [`${says}; ${FACT}`],
      [`${says}; ${REQUEST}`],
      [`${says}; ${VIEW}`],
    ]);
  });

  it('changes inside a part', () => {
    expect(found('fact', before, dayless)).toEqual([`\`lines[].day\` is gone; ${FACT}`]);
  });

  it.each<Kind>(['fact', 'request', 'view'])('gains an optional field, a value, other words: a %s may', (kind) => {
    expect(found(kind, withField('colour', { type: 'string' }))).toEqual([]);
    expect(found(kind, withField('why', { enum: ['a', 'b', 'c'] }))).toEqual([]);
    expect(found(kind, withField('title', { description: 'what is wanted' }))).toEqual([]);
  });

  it('is gone as a whole', () => {
    const nothing: Language = { facts: {}, requests: [], views: [], schemas: {} };
    expect((['fact', 'request', 'view'] as const).map((kind) => breachesOf(language(kind, before), nothing))).toEqual([
      [`OrderPlaced.v1: is in logs that are kept, and the code does not know it; ${FACT}`],
      [`It: was released and is gone; ${REQUEST}`],
      [`It: was released and is gone; ${VIEW}`],
    ]);
  });

  it('is a fact that gets another key', () => {
    const rekeyed: Language = { ...language('fact', before), facts: { [TYPE]: { of: 'It', key: 'title' } } };
    expect(breachesOf(language('fact', before), rekeyed)).toEqual([
      `OrderPlaced.v1: was kept in order by code and is by title; ${FACT}`,
    ]);
  });

  it('is a fact that has a newer version: then that may differ, and an older one may not come back', () => {
    const newer: Language = {
      ...language('fact', gone),
      facts: { [TYPE.replace('v1', 'v2')]: { of: 'It', key: 'code' } },
    };
    expect(breachesOf(language('fact', before), newer)).toEqual([]);
    expect(breachesOf(newer, language('fact', before))).toHaveLength(1);
  });

  it('has a keyword that this check does not know: it says so instead of passing it', () => {
    expect(() => found('fact', withField('value', { multipleOf: 5 } as Schema))).toThrow('cannot judge multipleOf');
  });
});
