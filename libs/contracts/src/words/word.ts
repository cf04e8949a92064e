import { ValidateBy } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

type SchemaType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** The part of JSON Schema that our words use. */
export interface Schema {
  type?: SchemaType | SchemaType[];
  format?: string;
  pattern?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  description?: string;
  example?: string;
  $ref?: string;
}

/** How a value is tested, by which code and sentence it is refused. */
export interface WordTest {
  code: string;
  test: (value: unknown) => boolean;
  sentence: string;
}

/** One word of the published language: its test and how schemas show it. */
export interface Word extends WordTest {
  schema: Schema;
}

/** Several decorators as one. */
export const compose =
  (...parts: PropertyDecorator[]): PropertyDecorator =>
  (target, property) =>
    parts.forEach((apply) => apply(target, property));

/** The test of a word alone. */
export const tested = ({ code, test, sentence }: WordTest) =>
  ValidateBy({ name: code, validator: { validate: test, defaultMessage: () => `$property ${sentence}` } });

/** The schema of a field, from what the generator finds by itself; a second one on the same field replaces the first. */
export const described =
  (schema: (found: Schema) => Schema): PropertyDecorator =>
  (target, property) =>
    JSONSchema(schema as Parameters<typeof JSONSchema>[0])(target, property as string);

/** Turns a word into a property decorator: one validator with its code and sentence, and its schema. */
export const applyWord = (word: Word): PropertyDecorator =>
  compose(
    tested(word),
    described(() => word.schema),
  );
