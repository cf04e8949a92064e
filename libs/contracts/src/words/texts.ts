import { WORK_STEPS } from './closed-lists.js';
import { ListOfWords } from './shapes.js';
import { applyWord, compose, tested, type Word } from './word.js';

// Day (of a d-number: plus 40), month (of substitute and test numbers: plus 20, 40, 60, 65 or 80), year, then five digits.
const DAY = '(?:[04][1-9]|[1256]\\d|[37][01])';
const MONTH = '(?:[02468][1-9]|[13579][0-2]|7[3-7])';
const GAP = '[\\s.\\-\u2010-\u2015\u2212/_]{0,3}';
const IN_GROUPS = new RegExp(`(?<!\\d)${DAY}${GAP}${MONTH}${GAP}\\d\\d${GAP}\\d{3}${GAP}\\d\\d(?!\\d)`);
const IN_TWO = new RegExp(`(?<!\\d)${DAY}${MONTH}\\d\\d[^\\p{L}\\p{N}]{1,6}\\d{5}(?!\\d)`, 'u');
const ONE_BY_ONE = /(?<!\d)\d(?:[^\p{L}\p{N}]{1,3}\d){10}(?!\d)/u;
const IN_ONE = /(?<!\p{Nd})\p{Nd}{11}(?!\p{Nd})/u;

/**
 * Whether a text holds eleven digits that may be a national identity number (fødselsnummer, d-nummer): in one run, or in
 * the groups people write such numbers in, where the first six can be a date, or digit by digit. So dates, phone numbers and
 * amounts beside each other pass. No control digits are tested: a mistyped number is as bad.
 */
export function holdsIdentityNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return [IN_ONE, IN_TWO, IN_GROUPS, ONE_BY_ONE].some((pattern) => pattern.test(plain));
}

/** Control characters and halves of characters, some of which PostgreSQL refuses; characters that turn the reading direction. */
const UNSTORABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;
const VISIBLE = /[^\s\p{C}]/u;

/** Words a person writes: 1 to `most` characters, one of them visible, no identity number (GDPR art. 9 by inference). */
export const FreeText = (says: string, most = 500): PropertyDecorator =>
  compose(
    applyWord({
      code: 'text',
      test: (v) => typeof v === 'string' && v.length <= most && VISIBLE.test(v) && !UNSTORABLE.test(v),
      sentence: `must be a text of 1 to ${most} characters, without control characters`,
      schema: { type: 'string', minLength: 1, maxLength: most, description: `${says}; never about a person` },
    }),
    tested({
      code: 'identity-number',
      test: (v) => typeof v !== 'string' || !holdsIdentityNumber(v),
      sentence: 'holds eleven digits that may be an identity number: write about the work, never about a person',
    }),
  );

const pattern = (code: string, shape: RegExp, sentence: string, says: string, example: string): Word => ({
  code,
  test: (value) => typeof value === 'string' && shape.test(value),
  sentence,
  schema: { type: 'string', format: code, pattern: shape.source, description: says, example },
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** An id of ours: UUID in lower case (version 7 when we make it, so ids sort by time). */
export const Id = (says: string) =>
  applyWord(pattern('id', UUID, 'must be a UUID in lower case', says, '019ab1c0-7e00-7000-8000-000000000001'));

/** A CPV 2008 code: eight digits, without the check digit. */
export const Cpv = (says = 'what is bought, CPV 2008') =>
  applyWord(pattern('cpv', /^\d{8}$/, 'must be a CPV code of eight digits, without the check digit', says, '55521200'));

/** A municipality number: four digits as text, because a leading zero counts; which one holds depends on the date. */
export const MunicipalityNumber = (says = 'municipality number of the date') =>
  applyWord(
    pattern('municipality-number', /^\d{4}$/, 'must be a municipality number of four digits, as text', says, '3336'),
  );

const kindOfWork = (says: string) =>
  pattern(
    'kind-of-work',
    /^[a-z]{1,30}(-[a-z]{1,30}){0,4}$/,
    'must be a kind of work such as meeting-food',
    says,
    'meeting-food',
  );

/** A kind of work as in the catalogue of kinds (meeting-food, town-tidying …). */
export const KindOfWork = (says = 'kind of work') => applyWord(kindOfWork(says));

/** Kinds of work, at least one. */
export const KindsOfWork = (says: string) => ListOfWords(kindOfWork(says), says, { least: 1, most: 50 });

/** A code in small letters with hyphens; which codes there are is the owner's matter. */
export const CodeText = (says: string) =>
  applyWord(
    pattern(
      'code',
      /^[a-z0-9]{1,30}(-[a-z0-9]{1,30}){0,9}$/,
      'must be a code in small letters and hyphens',
      says,
      'no-capacity',
    ),
  );

/** A legal path or rule name in capitals (OUTSIDE_LAW, PART_I …). */
export const RuleName = (says: string) =>
  applyWord(pattern('rule-name', /^[A-Z][A-Z0-9_]{1,59}$/, 'must be a rule name in capitals', says, 'OUTSIDE_LAW'));

const oneOf = (values: readonly string[], says: string): Word => ({
  code: 'one-of',
  test: (value) => typeof value === 'string' && values.includes(value),
  sentence: `must be one of ${values.join(', ')}`,
  schema: { type: 'string', enum: [...values], description: says },
});

/** One of a closed list. */
export const OneOf = (values: readonly string[], says: string) => applyWord(oneOf(values, says));

/** Steps of a job that people in adapted work took part in. */
export const Steps = (says: string) => ListOfWords(oneOf(WORK_STEPS, says), says, { most: 50 });

/** Yes or no. */
export const Flag = (says: string) =>
  applyWord({
    code: 'flag',
    test: (value) => typeof value === 'boolean',
    sentence: 'must be true or false',
    schema: { type: 'boolean', description: says },
  });

/** A name of an organisation, unit or department; never of a person. */
export const Name = (says: string) => FreeText(says, 120);
