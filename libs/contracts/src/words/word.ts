import { ValidateBy } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** The part of JSON Schema that our words use; the generator accepts more. */
export type WordSchema = Exclude<Parameters<typeof JSONSchema>[0], (...args: never[]) => unknown>;

/** One word of the published language: how a value is tested, what a refusal says, how schemas show it. */
export interface Word {
  code: string;
  test: (value: unknown) => boolean;
  sentence: string;
  schema: WordSchema;
}

/** Turns a word into a property decorator: one validator with its code and sentence, and its schema. */
export function applyWord(word: Word): PropertyDecorator {
  const validator = ValidateBy({
    name: word.code,
    validator: { validate: word.test, defaultMessage: () => `$property ${word.sentence}` },
  });
  return (target, property) => {
    validator(target, property);
    JSONSchema(word.schema)(target, property as string);
  };
}
