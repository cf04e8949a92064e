import { ROLES, type Role } from '#libs/contracts';
import fc from 'fast-check';
import { partsOf, rolesOf, sampleOf, type Operation, type Schema } from './openapi.js';
import { textOf, wrongValuesFor } from './wrong-values.js';

/** One request as it could come from anywhere. */
export interface AnyRequest {
  operation: Operation;
  parts: Record<string, string>;
  search: Record<string, string>;
  body: string | undefined;
  headers: Record<string, string>;
  /** Nobody, or somebody of this town or the other one. */
  as: { role: Role; isNeighbour: boolean } | undefined;
}

/** So often something is as the document says, else it is anything. */
const AS_SAID = { weight: 12 };
const DAYS = ['2026-06-14', '2026-06-15', '2026-06-29', '2026-06-30', '2026-07-01', '1990-01-01', '2199-12-31'];
const MOMENTS = [
  '2026-06-15T07:00:00.000Z',
  '2026-06-20T07:00:00.000Z',
  '2026-06-26T07:00:00Z',
  '2199-12-31T22:59:59.999Z',
];

/** Requests to every route: mostly as their documents say, with ids that exist, and now and then with anything in any place. */
export function anyRequest(operations: Operation[], ids: string[]): fc.Arbitrary<AnyRequest> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      parts: fc.record(Object.fromEntries(partsOf(operation).map((name) => [name, partOf(name, ids)]))),
      search: searchOf(operation),
      body: operation.body ? bodyOf(operation.body, ids) : fc.constant(undefined),
      headers: headers(),
      as: someone(operation),
    }),
  );
}

const mostly = <T>(said: fc.Arbitrary<T>, else_: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: said, ...AS_SAID }, { arbitrary: else_, weight: 1 });

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 2_000 }),
);

const isNumber = (id: string) => /^\d{9}$/.test(id);
const isWhole = (text: string) => !/\p{Cs}/u.test(text);

/** A part of a path is sent as it is typed: what cannot be written in one is left out. */
const partOf = (name: string, ids: string[]) =>
  mostly(
    name === 'category'
      ? fc.constantFrom('food', 'packing', 'cpv-555')
      : fc.constantFrom(...ids.filter((id) => isNumber(id) === ['municipality', 'vekstbedrift'].includes(name))),
    anyText.filter(isWhole).map(encodeURIComponent),
  );

function searchOf({ parameters }: Operation): fc.Arbitrary<Record<string, string>> {
  const fields = parameters.filter((parameter) => parameter.in === 'query');
  const values = fields.map(({ name, schema }) => [name, mostly(valueOf(schema, []).map(String), anyText)] as const);
  const said = fc.record(Object.fromEntries(values), { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
  return mostly(said, fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), fc.string()));
}

const bodyOf = (schema: Schema, ids: string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { arbitrary: valueOf(schema, ids).map(textOf), weight: 20 },
    { arbitrary: fc.json(), weight: 1 },
    { arbitrary: anyText, weight: 1 },
    { arbitrary: fc.constant(undefined), weight: 1 },
  );

/** A value of a schema, at any place perhaps one that it does not allow. */
function valueOf(schema: Schema, ids: string[]): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(fc.constantFrom(...wrongValuesFor(schema)), fc.jsonValue({ maxDepth: 2 }));
  return fc.oneof({ arbitrary: saidBy(schema, ids), weight: 40 }, { arbitrary: wrong, weight: 1 });
}

function saidBy(schema: Schema, ids: string[]): fc.Arbitrary<unknown> {
  const {
    type,
    format,
    enum: values,
    minimum = 0,
    maximum = 0,
    maxLength,
    minItems = 0,
    items,
    properties = {},
    required = [],
  } = schema;
  if (values) return fc.constantFrom(...values);
  if (type === 'object')
    return fc.record(
      mapped(properties, (of) => valueOf(of, ids)),
      { requiredKeys: required },
    );
  if (type === 'array') return fc.array(valueOf(items!, ids), { minLength: minItems, maxLength: minItems + 2 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer')
    return fc.oneof(fc.constantFrom(minimum, maximum, 600, 2026), fc.integer({ min: minimum, max: maximum }));
  if (format === 'date') return fc.constantFrom(...DAYS);
  if (format === 'date-time') return fc.constantFrom(...MOMENTS);
  if (maxLength) return fc.string({ unit: 'grapheme', minLength: 1, maxLength });
  return fc.constantFrom(sampleOf(schema), ...ids.filter((id) => new RegExp(schema.pattern!).test(id)));
}

const mapped = (properties: Record<string, Schema>, to: (schema: Schema) => fc.Arbitrary<unknown>) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, to(schema)]));

/** Few keys, so that some come again with another request. */
const headers = () =>
  fc.record(
    {
      'idempotency-key': mostly(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', 'x'.repeat(201), 'two words')),
      'if-match': fc.constantFrom('"1"', '"2"', '*', 'W/"1"', ''),
      'content-type': mostly(
        fc.constant('application/json'),
        fc.constantFrom('text/plain', 'application/json; charset=utf-16', ';'),
      ),
      accept: fc.constantFrom('application/json', 'text/html', '*/*;q=0'),
      'x-correlation-id': fc.constantFrom('correlation-1', 'x', 'a b'),
    },
    { requiredKeys: [] },
  );

const someone = (operation: Operation) => {
  const may = rolesOf(operation);
  const role = fc.oneof(
    { arbitrary: fc.constantFrom(...(may.length > 0 ? may : ROLES)), weight: 6 },
    { arbitrary: fc.constantFrom(...ROLES), weight: 1 },
  );
  const somebody = fc.record({ role, isNeighbour: fc.nat({ max: 9 }).map((nth) => nth === 0) });
  return mostly<{ role: Role; isNeighbour: boolean } | undefined>(somebody, fc.constant(undefined));
};
