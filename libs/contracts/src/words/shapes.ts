import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import type { Word } from './word.js';

type Class = new () => object;
const compose = (...parts: PropertyDecorator[]): PropertyDecorator => {
  return (target, property) => parts.forEach((apply) => apply(target, property));
};
const says = (description: string): PropertyDecorator => {
  return (target, property) => JSONSchema({ description })(target, property as string);
};

/** May be left out; null is no value and is refused. */
export const Optional = () => ValidateIf((_, value) => value !== undefined);

/** One object of another contract class. */
export const One = (of: () => Class, description: string) =>
  compose(IsObject(), ValidateNested(), Type(of), says(description));

/** A list of objects of another contract class. */
export const ListOf = (of: () => Class, description: string, { least = 0, most = 500 } = {}) =>
  compose(
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    ValidateNested({ each: true }),
    Type(of),
    says(description),
  );

/** A list of plain values that each pass a test. */
export const ListOfWords = (word: Word, description: string, { least = 0, most = 500 } = {}) =>
  compose(
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    ValidateBy(
      {
        name: word.code,
        validator: { validate: word.test, defaultMessage: () => `each of $property ${word.sentence}` },
      },
      { each: true },
    ),
    (target, property) => JSONSchema({ type: 'array', items: word.schema, description })(target, property as string),
  );

/** Free-form figures behind a reason: numbers, codes and days by name. */
export const Figures = (description: string) =>
  compose(IsObject(), (target, property) =>
    JSONSchema({ type: 'object', additionalProperties: true, description })(target, property as string),
  );
