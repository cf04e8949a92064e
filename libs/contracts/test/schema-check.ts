import type { Schema } from '../src/schemas.js';

/** What a schema finds wrong with a value; a test's own reading of the keywords that our words use. */
export function refusedBy(schema: Schema, value: unknown, all: Record<string, Schema>, at = '$'): string[] {
  if (schema.$ref) return refusedBy(all[schema.$ref.split('/').at(-1)!]!, value, all, at);
  const refused = (...keywords: (string | false)[]) =>
    keywords.filter((word) => word !== false).map((k) => `${at}: ${k}`);
  if (schema.type === 'object') return refusedObject(schema, value, all, at);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return refused('type');
    return [
      ...refused(
        value.length < (schema.minItems ?? 0) && 'minItems',
        value.length > (schema.maxItems ?? Infinity) && 'maxItems',
      ),
      ...value.flatMap((item, i) => refusedBy(schema.items!, item, all, `${at}[${i}]`)),
    ];
  }
  if (schema.type === 'boolean') return refused(typeof value !== 'boolean' && 'type');
  if (schema.type === 'integer') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return refused('type');
    return refused(
      value < (schema.minimum ?? -Infinity) && 'minimum',
      value > (schema.maximum ?? Infinity) && 'maximum',
    );
  }
  if (schema.type !== 'string') throw new Error(`${at}: this test cannot read the type ${String(schema.type)}`);
  if (typeof value !== 'string') return refused('type');
  return refused(
    value.length < (schema.minLength ?? 0) && 'minLength',
    value.length > (schema.maxLength ?? Infinity) && 'maxLength',
    schema.enum !== undefined && !schema.enum.includes(value) && 'enum',
    schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value) && 'pattern',
    schema.format === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value) && 'format',
    schema.format === 'date-time' && Number.isNaN(Date.parse(value)) && 'format',
  );
}

function refusedObject(schema: Schema, value: unknown, all: Record<string, Schema>, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: type`];
  if (schema.additionalProperties) return [];
  const { properties = {}, required = [] } = schema;
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${at}.${name}: required`),
    ...Object.entries(value).flatMap(([name, inner]) =>
      properties[name] ? refusedBy(properties[name], inner, all, `${at}.${name}`) : [`${at}.${name}: unknown`],
    ),
  ];
}
