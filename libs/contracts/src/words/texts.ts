import { WORK_STEPS } from './closed-lists.js';
import { ListOfWords } from './shapes.js';
import { applyWord } from './word.js';

/**
 * Whether a text holds eleven digits that may be a national identity number (fødselsnummer, d-nummer), also when split by
 * spaces, dots, hyphens or slashes. Longer or shorter runs pass. No control digits are tested: a mistyped one is as bad.
 */
export function holdsIdentityNumber(text: string): boolean {
  return /(?<![\p{Nd}])\p{Nd}(?:[\s.\-‐-―/_]{0,2}\p{Nd}){10}(?![\p{Nd}])/u.test(text.normalize('NFKC'));
}

const hasControlCharacters = (text: string) => /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);

/** Words a person writes: trimmed length 1 to `most`, no identity number (GDPR art. 9 by inference), no control characters. */
export const FreeText = (says: string, most = 500): PropertyDecorator => {
  const length = applyWord({
    code: 'text',
    test: (v) => typeof v === 'string' && v.trim().length >= 1 && v.length <= most && !hasControlCharacters(v),
    sentence: `must be a text of 1 to ${most} characters`,
    schema: { type: 'string', minLength: 1, maxLength: most, description: `${says}; never about a person` },
  });
  const nobody = applyWord({
    code: 'identity-number',
    test: (v) => typeof v !== 'string' || !holdsIdentityNumber(v),
    sentence: 'holds eleven digits that may be an identity number: write about the work, never about a person',
    schema: {},
  });
  return (target, property) => [length, nobody].forEach((apply) => apply(target, property));
};

const text = (code: string, pattern: RegExp, sentence: string, says: string, example: string) =>
  applyWord({
    code,
    test: (value) => typeof value === 'string' && pattern.test(value),
    sentence,
    schema: { type: 'string', pattern: pattern.source, description: says, example },
  });

/** An id of ours: UUID in lower case (version 7 when we make it, so ids sort by time). */
export const Id = (says: string) =>
  text(
    'id',
    /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'must be a UUID in lower case',
    says,
    '019ab1c0-7e00-7000-8000-000000000001',
  );

/** A CPV 2008 code: eight digits, without the check digit. */
export const Cpv = (says = 'what is bought, CPV 2008') =>
  text('cpv', /^\d{8}$/, 'must be a CPV code of eight digits, without the check digit', says, '55521200');

/** A municipality number: four digits as text, because a leading zero counts; which one holds depends on the date. */
export const MunicipalityNumber = (says = 'municipality number of the date') =>
  text('municipality-number', /^\d{4}$/, 'must be a municipality number of four digits, as text', says, '3336');

const KIND_OF_WORK = /^[a-z]{1,30}(-[a-z]{1,30}){0,4}$/;

/** A kind of work as in the catalogue of kinds (meeting-food, town-tidying …). */
export const KindOfWork = (says = 'kind of work') =>
  text('kind-of-work', KIND_OF_WORK, 'must be a kind of work such as meeting-food', says, 'meeting-food');

const listOf = (code: string, test: (value: string) => boolean, sentence: string, says: string, least: number) =>
  ListOfWords({ code, test: (v) => typeof v === 'string' && test(v), sentence, schema: { type: 'string' } }, says, {
    least,
    most: 50,
  });

/** Kinds of work, at least one. */
export const KindsOfWork = (says: string) =>
  listOf('kind-of-work', (v) => KIND_OF_WORK.test(v), 'must be a kind of work such as meeting-food', says, 1);

/** Steps of a job that people in adapted work took part in. */
export const Steps = (says: string) =>
  listOf('one-of', (v) => WORK_STEPS.some((step) => step === v), `must be one of ${WORK_STEPS.join(', ')}`, says, 0);

/** A code in small letters with hyphens; which codes there are is the owner's matter. */
export const CodeText = (says: string) =>
  text('code', /^[a-z0-9]+(-[a-z0-9]+){0,9}$/, 'must be a code in small letters and hyphens', says, 'no-capacity');

/** A legal path or rule name in capitals (OUTSIDE_LAW, PART_I …). */
export const RuleName = (says: string) =>
  text('rule-name', /^[A-Z][A-Z0-9_]{1,59}$/, 'must be a rule name in capitals', says, 'OUTSIDE_LAW');

/** One of a closed list. */
export const OneOf = (values: readonly string[], says: string) =>
  applyWord({
    code: 'one-of',
    test: (value) => typeof value === 'string' && values.includes(value),
    sentence: `must be one of ${values.join(', ')}`,
    schema: { type: 'string', enum: [...values], description: says },
  });

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
