import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { Schema } from './words/word.js';

export type { Schema };

type Class = new () => object;
type ClassSchema = Schema & { properties: Record<string, Schema> };

const options = {
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/components/schemas/',
} as unknown as Parameters<typeof targetConstructorToSchema>[1];

/** The JSON Schema of a contract class, from the same metadata that validates; fields of the class it extends come first. */
export function schemaOf(contract: Class): ClassSchema {
  const parent = Object.getPrototypeOf(contract) as Class;
  const own = targetConstructorToSchema(contract, options) as Partial<ClassSchema>;
  const above = parent === Function.prototype ? {} : schemaOf(parent).properties;
  return { ...own, properties: { ...above, ...own.properties } };
}

/** The schemas of all contract classes among a module's exports, by name: `schemasOf(await import('#libs/contracts'))`. */
export function schemasOf(exported: object): Record<string, ClassSchema> {
  const schemas: Record<string, ClassSchema> = {};
  for (const [name, value] of Object.entries(exported) as [string, unknown][]) {
    if (typeof value !== 'function' || !/^class\b/.test(Function.prototype.toString.call(value))) continue;
    const schema = schemaOf(value as Class);
    if (Object.keys(schema.properties).length > 0) schemas[name] = schema;
  }
  return schemas;
}
