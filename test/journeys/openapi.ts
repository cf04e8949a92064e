import { MAY, type Action, type Role } from '#libs/contracts';
import type { Client } from './client.js';

const DOCUMENTS = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting', 'gateway'];

/** As much of a schema as the documents use. */
export interface Schema {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: string[];
  example?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

/** One route as its document tells it. */
export interface Operation {
  method: string;
  path: string;
  /** The action of the table of permissions; undefined where no token is needed. */
  action?: Action;
  parameters: Parameter[];
  body?: Schema;
  /** Media types by status; `default` for every other status. */
  answers: Record<string, string[]>;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
}

interface RawOperation {
  summary: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** Every route of every document, with its references resolved. */
export async function operationsOf(client: Client): Promise<Operation[]> {
  const answers = await Promise.all(DOCUMENTS.map((name) => client.ask<Document>('GET', `/api/${name}/openapi.json`)));
  return answers.flatMap(({ body: document }) =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, raw]) => operationOf(document, path, method, raw)),
    ),
  );
}

function operationOf(document: Document, path: string, method: string, raw: RawOperation): Operation {
  const { summary, parameters = [], requestBody, responses } = raw;
  const body = requestBody?.content?.['application/json']?.schema;
  const mediaTypes = ({ content = {} }: Content) => Object.keys(content);
  return {
    ...{ method: method.toUpperCase(), path, parameters },
    ...(summary in MAY && { action: summary as Action }),
    ...(body && { body: resolved(body, document.components.schemas) }),
    answers: Object.fromEntries(Object.entries(responses).map(([status, content]) => [status, mediaTypes(content)])),
  };
}

function resolved(schema: Schema & { $ref?: string }, all: Record<string, Schema>): Schema {
  const { $ref, ...own } = schema;
  const { items, properties, ...plain } = $ref ? { ...all[$ref.split('/').at(-1)!]!, ...own } : own;
  return {
    ...plain,
    ...(items && { items: resolved(items, all) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, resolved(of, all)])),
    }),
  };
}

/** The roles that may do what a route does. */
export const rolesOf = ({ action }: Operation): readonly Role[] => (action ? MAY[action] : []);

/** The names of the parts of a path that are filled in. */
export const partsOf = ({ path }: Operation): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** The path with its parts filled in. */
export const filled = ({ path }: Operation, parts: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '019ab1c0-7e00-7000-8000-000000000001');

/** A value that a schema allows, with every optional field and one of each list. */
export function sampleOf(schema: Schema): unknown {
  const { type, format, enum: values, example, minimum = 1 } = schema;
  if (values) return values[0];
  if (type === 'object') return mapped(schema.properties ?? {}, sampleOf);
  if (type === 'array') return [sampleOf(schema.items!)];
  if (type === 'integer') return minimum;
  if (type === 'boolean') return true;
  return example ?? (format === 'date-time' ? '2026-06-26T07:00:00.000Z' : 'Rolls for the council');
}

const mapped = <T>(properties: Record<string, Schema>, to: (schema: Schema) => T) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, to(schema)]));

/** A field of a body, at any depth: the way to it, and its schema. */
export interface Field {
  way: (string | number)[];
  /** As flaws name it: lines[0].amountOre. */
  name: string;
  schema: Schema;
}

/** Every field of a body, those in its lists among them. */
export function fieldsOf(schema: Schema, way: (string | number)[] = []): Field[] {
  const own = way.length > 0 ? [{ way, name: nameOf(way), schema }] : [];
  if (schema.items) return [...own, ...fieldsOf(schema.items, [...way, 0])];
  const inner = Object.entries(schema.properties ?? {});
  return [...own, ...inner.flatMap(([name, of]) => fieldsOf(of, [...way, name]))];
}

const nameOf = (way: (string | number)[]) =>
  way
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');

/** What people write in their own words; a field added later is found too. */
export const isFreeText = ({ schema }: Field): boolean =>
  schema.type === 'string' && schema.maxLength !== undefined && !schema.pattern && !schema.enum && !schema.format;

/** The sample of a body with another value in one field. */
export function withValue(body: Schema, { way }: Field, value: unknown): unknown {
  const sample = structuredClone(sampleOf(body)) as Record<string | number, unknown>;
  let at = sample;
  for (const part of way.slice(0, -1)) at = at[part] as Record<string | number, unknown>;
  at[way.at(-1)!] = value;
  return sample;
}
