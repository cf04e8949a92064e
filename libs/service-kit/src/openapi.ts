import * as contracts from '#libs/contracts';
import { Query, type INestApplication, type PipeTransform, type Type } from '@nestjs/common';
import { ApiQuery, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The query string as a contract class, documented field by field. */
export const Search =
  (...pipes: PipeTransform[]): ParameterDecorator =>
  (target, key, index) => {
    const type = (Reflect.getMetadata('design:paramtypes', target, key!) as Type[])[index]!;
    const { properties, required = [] } = contracts.schemaOf(type);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    for (const [name, schema] of Object.entries(properties)) {
      ApiQuery({ name, required: required.includes(name), schema: schema as never })(target, key!, method);
    }
    Query(...pipes)(target, key, index);
  };

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457: `code` is for programs, `detail` is one sentence for people.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string' },
    traceId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', properties: { field: {}, code: {}, message: {} } } },
    figures: { type: 'object', additionalProperties: true },
  },
};

/** The OpenAPI 3.1 document of a service: routes from Nest, schemas from the contracts. */
export function openApiOf(app: INestApplication, service: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Inkluderende Kommune: ${service}`)
    .setDescription('Amounts are whole øre ex VAT, time at work whole minutes, days local dates of Europe/Oslo.')
    .setVersion('1')
    .addBearerAuth();
  const document = SwaggerModule.createDocument(app, builder.build());
  document.components ??= {};
  document.components.schemas = { ...used(document, contracts.schemasOf(contracts)), Problem: PROBLEM as never };
  addWhatAllHave(document);
  return document;
}

/** The schemas that the document refers to, also through each other. */
function used(document: OpenAPIObject, all: Record<string, unknown>): Record<string, never> {
  const found = new Map<string, unknown>();
  const collect = (from: unknown) => {
    for (const [, name] of JSON.stringify(from).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (found.has(name!) || !all[name!]) continue;
      found.set(name!, all[name!]);
      collect(all[name!]);
    }
  };
  collect(document.paths);
  return Object.fromEntries([...found].sort(([a], [b]) => a.localeCompare(b))) as Record<string, never>;
}

/** What all routes have in common: every answer may be a problem, every POST may be sent again under its key. */
function addWhatAllHave(document: OpenAPIObject): void {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      if (operation.responses) operation.responses['default'] = { description: 'A problem', content };
      if (method === 'post') operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
}

interface Operation {
  responses?: Record<string, unknown>;
  parameters?: unknown[];
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same body is carried out once, and answered alike for seven days.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
};
