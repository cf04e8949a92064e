import * as contracts from './index.js';
import { OrderClosed, OrderOffered, PlaceOrder, schemaOf, schemasOf, UnitRegistered, type Schema } from './index.js';

const schemas = schemasOf(contracts);

describe('the schema of a contract class', () => {
  it('shows what its words say', () => {
    expect(schemaOf(PlaceOrder).properties).toMatchObject({
      title: {
        type: 'string',
        minLength: 1,
        maxLength: 120,
        description: 'what is to be done, in a few words; never about a person',
      },
      valueOre: { type: 'integer', format: 'int64', minimum: 1, maximum: 1_000_000_000_000 },
      deliverFrom: { type: 'string', format: 'date' },
      claimBy: { type: 'string', format: 'date-time' },
      cpv: { type: 'string', format: 'cpv', pattern: '^\\d{8}$' },
    });
  });

  it('asks for every field but the optional ones, also of the class it extends', () => {
    const { properties, required } = schemaOf(PlaceOrder);
    expect(Object.keys(properties).filter((name) => !required!.includes(name))).toEqual(['directedTo']);
  });

  it('begins with the fields of the class it extends', () => {
    expect(Object.keys(schemaOf(OrderOffered).properties)).toEqual([
      ...['orderId', 'orderVersion', 'municipality'],
      ...['offered', 'notOffered', 'notListed', 'order'],
    ]);
  });

  it('refers to the classes of its parts', () => {
    expect(schemaOf(OrderOffered).properties).toMatchObject({
      offered: { type: 'array', items: { $ref: '#/components/schemas/Offer' }, maxItems: 500 },
      order: { $ref: '#/components/schemas/OfferedOrder' },
    });
  });

  it('describes the words in a list', () => {
    expect(schemaOf(UnitRegistered).properties['ownResponsibility']).toEqual({
      type: 'array',
      items: { type: 'string', format: 'category', pattern: expect.any(String) as string, example: 'food' },
      maxItems: 50,
      description: 'categories in which the unit is responsible for its own purchases (FOA § 5-4 (3))',
    });
  });
});

describe('the schemas of everything that is published', () => {
  it('have the classes that add no field of their own', () => {
    expect(schemas['PlaceOrder']).toEqual({ ...schemas['OrderTerms'] });
    expect(schemas['OrderClosed']).toEqual(schemaOf(OrderClosed));
    expect(Object.keys(schemas['OrderClosed']!.properties)).toEqual(['orderId', 'orderVersion', 'municipality']);
  });

  it('describe every field', () => {
    const bare = Object.entries(schemas).flatMap(([name, { properties }]) =>
      Object.entries(properties)
        .filter(([, field]) => !field.description || !(field.type ?? field.$ref))
        .map(([field]) => `${name}.${field}`),
    );
    expect(bare).toEqual([]);
  });

  it('refer to nothing that is not there', () => {
    const referredTo = (schema: Schema) =>
      [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map(([, name]) => name!);
    expect(
      Object.values(schemas)
        .flatMap(referredTo)
        .filter((name) => !schemas[name]),
    ).toEqual([]);
  });

  it('have no decorator, list or function among them', () => {
    expect(Object.keys(schemas).filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
    expect(schemas).not.toHaveProperty('Ore');
    expect(schemas).not.toHaveProperty('check');
  });
});
