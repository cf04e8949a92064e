import { Categories, Category } from './category.js';
import { CERTAINTIES, WORK_STEPS } from './closed-lists.js';
import {
  CodeText,
  Cpv,
  Flag,
  FreeText,
  Id,
  KindOfWork,
  KindsOfWork,
  MunicipalityNumber,
  Name,
  OneOf,
  RuleName,
  Steps,
} from './texts.js';
import { flawsOf, refusals } from './testing.js';

describe('free text', () => {
  const note = FreeText('note', 10);

  it.each(['x', 'ten chars!', 'Rundstykke', 'a\nb\tc', ' x ', '👍', 'naïve'])('takes %j', (text) => {
    expect(refusals(note, text)).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['nothing but spaces', '   '],
    ['nothing but line breaks', '\n\n'],
    ['nothing but what nobody sees', '\u200b\u200d\ufeff'],
    ['one character too long', 'ten chars!!'],
    ['with a zero byte, which PostgreSQL cannot store', 'a\u0000b'],
    ['with half a character, which PostgreSQL cannot store', 'a\ud83d'],
    ['with a bell', 'a\u0007'],
    ['with a delete', 'a\u007f'],
    ['with a control character of the upper half', 'a\u0085'],
    ['that reads backwards', 'a\u202eb'],
    ['a number', 7],
    ['a list of texts', ['x']],
    ['null', null],
    ['left out', undefined],
  ])('is not %s', (_, value) => expect(refusals(note, value)).toEqual(['text']));

  it('is 500 characters at most where nothing else is said, a name 120', () => {
    expect(refusals(FreeText('note'), 'x'.repeat(500))).toEqual([]);
    expect(refusals(FreeText('note'), 'x'.repeat(501))).toEqual(['text']);
    expect(refusals(Name('name'), 'x'.repeat(120))).toEqual([]);
    expect(refusals(Name('name'), 'x'.repeat(121))).toEqual(['text']);
  });

  it('can be wrong in both ways at once', () => {
    expect(refusals(note, '01019012345').sort()).toEqual(['identity-number', 'text']);
  });

  it('says what to write instead', () => {
    expect(flawsOf(FreeText('note'), 'For 010190 12345')[0]!.message).toBe(
      'field holds eleven digits that may be an identity number: write about the work, never about a person.',
    );
  });
});

const UUID = '019ab1c0-7e00-7000-8000-000000000001';

describe.each<[string, PropertyDecorator, string, unknown[], unknown[]]>([
  [
    'an id',
    Id('order'),
    'id',
    [UUID, '9b2d6a3c-4f0e-4c1a-9d7b-2f3e4a5b6c7d', UUID.replace('-8000-', '-b000-')],
    [
      ...[UUID.toUpperCase(), UUID.replaceAll('-', ''), `{${UUID}}`, `${UUID}0`, UUID.slice(1), `${UUID}\n`],
      ...[UUID.replace('-7000-', '-0000-'), UUID.replace('-7000-', '-9000-'), UUID.replace('-8000-', '-7000-')],
      ...['00000000-0000-0000-0000-000000000000', '1', '', 1, null],
    ],
  ],
  [
    'a CPV code',
    Cpv(),
    'cpv',
    ['55521200', '03000000'],
    ['5552120', '555212000', '55521200-0', '5552120O', ' 55521200', 55521200, '', null],
  ],
  [
    'a municipality number',
    MunicipalityNumber(),
    'municipality-number',
    ['3336', '0632'],
    ['632', '33360', '３３３６', '333a', 3336, '', null],
  ],
  [
    'a kind of work',
    KindOfWork(),
    'kind-of-work',
    ['laundry', 'meeting-food', 'a-b-c-d-e', 'a'.repeat(30)],
    ['Meeting-food', 'meeting_food', 'meeting--food', '-food', 'food-', 'a-b-c-d-e-f', 'a'.repeat(31), 'møte', '', 1],
  ],
  [
    'a category',
    Category(),
    'category',
    ['food', 'outdoor-work', 'cpv-555', 'a'.repeat(60)],
    ['cpv-5555', 'cpv-55', '555', 'Food', 'food-', 'a'.repeat(61), 'food\n', '', null],
  ],
  [
    'a code',
    CodeText('reason'),
    'code',
    ['no-capacity', 'x', 'art-9', 'a-b-c-d-e-f-g-h-i-j'],
    ['No-capacity', 'no_capacity', 'no capacity', '-', '', 'a-b-c-d-e-f-g-h-i-j-k', 'a'.repeat(31), null],
  ],
  [
    'a rule name',
    RuleName('rule'),
    'rule-name',
    ['OUTSIDE_LAW', 'PART_I', 'LOA', `A${'9'.repeat(59)}`],
    ['outside_law', 'P', '_PART', '9PART', 'PART-I', `A${'9'.repeat(60)}`, '', null],
  ],
  [
    'one of a closed list',
    OneOf(CERTAINTIES, 'certainty'),
    'one-of',
    ['measured', 'declared'],
    ['estimated', 'Measured', '', 'toString', 'length', 0, null, ['measured']],
  ],
  ['yes or no', Flag('external'), 'flag', [true, false], ['true', 1, 0, null, undefined, []]],
])('%s', (_, word, code, right, wrong) => {
  it.each(right)('takes %j', (value) => expect(refusals(word, value)).toEqual([]));
  it.each(wrong)('refuses %j', (value) => expect(refusals(word, value)).toEqual([code]));
});

describe.each<[string, PropertyDecorator, string, string[], string, number, number]>([
  ['kinds of work', KindsOfWork('kinds'), 'kind-of-work', ['laundry', 'meeting-food'], 'Laundry', 1, 50],
  ['categories', Categories('categories'), 'category', ['food', 'cpv-555'], 'cpv-5', 0, 50],
  ['steps of a job', Steps('steps'), 'one-of', [...WORK_STEPS], 'resting', 0, 50],
])('a list of %s', (_, word, code, right, wrong, least, most) => {
  const many = (count: number) => Array.from({ length: count }, () => right[0]);

  it('takes right ones', () => expect(refusals(word, right)).toEqual([]));

  it('refuses one wrong among right ones, and what is none', () => {
    expect(refusals(word, [...right, wrong])).toEqual([code]);
    expect(refusals(word, [null])).toEqual([code]);
    expect(refusals(word, [[right[0]]])).toEqual([code]);
  });

  it(`holds ${least} to ${most}`, () => {
    expect(refusals(word, many(least))).toEqual([]);
    expect(refusals(word, many(most))).toEqual([]);
    expect(refusals(word, many(most + 1))).toEqual(['too-many']);
    if (least > 0) expect(refusals(word, many(least - 1))).toEqual(['too-few']);
  });

  it.each([
    ['one alone', right[0]],
    ['an object', { 0: right[0], length: 1 }],
    ['null', null],
    ['left out', undefined],
  ])('is no list: %s', (_what, value) => expect(refusals(word, value)).toEqual(['list']));
});
