import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { compose, described, tested, type Schema, type Word } from './word.js';

type Class = new () => object;

/** Whether a value is an object in the sense of JSON: no list, not null. */
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** May be left out; null is no value and is refused. */
export const Optional = () => ValidateIf((_, value) => value !== undefined);

/** One object of another contract class. */
export const One = (of: () => Class, description: string) =>
  compose(
    tested({ code: 'object', test: isObject, sentence: 'must be an object' }),
    ValidateNested(),
    Type(of),
    described(({ $ref }) => ({ $ref, description })),
  );

const counted = (least: number, most: number) =>
  compose(
    tested({
      code: 'too-few',
      test: (value) => !Array.isArray(value) || value.length >= least,
      sentence: `must have at least ${least}`,
    }),
    tested({
      code: 'too-many',
      test: (value) => !Array.isArray(value) || value.length <= most,
      sentence: `must have at most ${most}`,
    }),
  );

const listSchema = (items: Schema | undefined, least: number, most: number, description: string): Schema => ({
  type: 'array',
  items,
  ...(least > 0 && { minItems: least }),
  maxItems: most,
  description,
});

/** A list of objects of another contract class. */
export const ListOf = (of: () => Class, description: string, { least = 0, most = 500 } = {}) =>
  compose(
    // The validator would take a list inside the list for one more level of the same.
    tested({
      code: 'list',
      test: (value) => Array.isArray(value) && value.every(isObject),
      sentence: 'must be a list of objects',
    }),
    counted(least, most),
    ValidateNested({ each: true }),
    Type(of),
    described(({ items }) => listSchema(items, least, most, description)),
  );

/** A list of plain values that each pass a test. */
export const ListOfWords = (word: Word, description: string, { least = 0, most = 500 } = {}) => {
  const { description: _, ...items } = word.schema;
  return compose(
    tested({ code: 'list', test: Array.isArray, sentence: 'must be a list' }),
    counted(least, most),
    ValidateBy(
      {
        name: word.code,
        validator: { validate: word.test, defaultMessage: () => `each of $property ${word.sentence}` },
      },
      { each: true },
    ),
    described(() => listSchema(items, least, most, description)),
  );
};

/** Free-form figures behind a reason: numbers, codes and days by name. */
export const Figures = (description: string) =>
  compose(
    tested({ code: 'object', test: isObject, sentence: 'must be an object' }),
    described(() => ({ type: 'object', additionalProperties: true, description })),
  );
