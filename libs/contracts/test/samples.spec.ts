import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as contracts from '../src/index.js';
import {
  allFacts,
  check,
  factNamed,
  schemasOf,
  upcast,
  wireTypes,
  type CatalogueEntry,
  type Schema,
} from '../src/index.js';
import { refusedBy } from './schema-check.js';

type Body = Record<string, unknown>;

const folder = fileURLToPath(new URL('../samples', import.meta.url));
const schemas = schemasOf(contracts);

const samples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => {
    const [, owner, name, version, minimal] = /^([a-z-]+)\/(\w+)\.v(\d+)(\.minimal)?\.json$/.exec(path) ?? [];
    const body = JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as Body;
    return { path, owner, entry: factNamed(name ?? ''), version: Number(version), minimal: Boolean(minimal), body };
  });
const flawsIn = ({ factClass }: CatalogueEntry, body: Body) => {
  const checked = check(factClass, body);
  return 'flaws' in checked ? checked.flaws : [];
};
/** What a sample says in the newest version. */
const today = ({ entry, version, body }: (typeof samples)[number]): Body =>
  upcast({ type: wireTypes(entry!)[version - 1]!, data: body }).data;
const ofFact = (name: string) => samples.filter(({ entry }) => entry?.name === name);

/** Every object in a sample, with the class it is of: the fact itself and what is inside. */
function* objectsIn(of: string, value: unknown): Generator<{ of: string; schema: Schema; value: Body }> {
  const schema = schemas[of]!;
  yield { of, schema, value: value as Body };
  for (const [name, inner] of Object.entries(value as Body)) {
    const { $ref, items } = schema.properties[name]!;
    const part = ($ref ?? items?.$ref)?.split('/').at(-1);
    if (part) for (const each of [inner].flat()) yield* objectsIn(part, each);
  }
}

describe.each(samples.map((sample) => [sample.path, sample] as const))('the sample %s', (_, sample) => {
  it('is of a fact, beside its owner’s others, in a version that was published', () => {
    expect(sample.entry).toBeDefined();
    expect(sample.owner).toBe(sample.entry!.owner);
    expect(sample.version).toBeGreaterThanOrEqual(1);
    expect(sample.version).toBeLessThanOrEqual(sample.entry!.meaning.version);
  });

  it('is taken by the contract, and by its schema, in the words of today', () => {
    expect(flawsIn(sample.entry!, today(sample))).toEqual([]);
    expect(refusedBy(schemas[sample.entry!.name]!, today(sample), schemas)).toEqual([]);
  });

  it('is left as it was by its upcasters', () => {
    const before = structuredClone(sample.body);
    today(sample);
    expect(sample.body).toEqual(before);
  });
});

const ofToday = samples.filter(({ entry, version }) => version === entry?.meaning.version);

describe.each(ofToday.map((sample) => [sample.path, sample] as const))('the sample %s', (_, sample) => {
  it('is refused by both when any field that must be there is not', () => {
    const { name } = sample.entry!;
    for (const { schema, value } of [...objectsIn(name, sample.body)]) {
      expect(schema.required!.length).toBeGreaterThan(0);
      for (const field of schema.required!) {
        const kept = value[field];
        delete value[field];
        expect(flawsIn(sample.entry!, sample.body)).not.toEqual([]);
        expect(refusedBy(schemas[name]!, sample.body, schemas)).not.toEqual([]);
        value[field] = kept;
      }
    }
  });

  it('is refused by both when any field is null or unknown', () => {
    const { name } = sample.entry!;
    for (const { value } of [...objectsIn(name, sample.body)]) {
      for (const field of [...Object.keys(value), 'colour']) {
        const kept = Object.getOwnPropertyDescriptor(value, field);
        value[field] = null;
        expect(flawsIn(sample.entry!, sample.body)).not.toEqual([]);
        expect(refusedBy(schemas[name]!, sample.body, schemas)).not.toEqual([]);
        if (kept) Object.defineProperty(value, field, kept);
        else delete value[field];
      }
    }
  });
});

describe.each(allFacts().map(({ name, meaning }) => [name, meaning.version] as const))('%s', (name, newest) => {
  const optionalIn = (bodies: Body[]) =>
    bodies
      .flatMap((body) => [...objectsIn(name, body)])
      .flatMap(({ of, schema, value }) =>
        Object.keys(schema.properties!)
          .filter((field) => !schema.required!.includes(field))
          .map((field) => ({ field: `${of}.${field}`, given: field in value })),
      );
  const bodiesOf = (minimal: boolean) =>
    ofFact(name).flatMap((sample) => (sample.version === newest && sample.minimal === minimal ? [sample.body] : []));

  it('has a sample of every version', () => {
    const versions = new Set(ofFact(name).map(({ version }) => version));
    expect([...versions].sort()).toEqual(Array.from({ length: newest }, (_, i) => i + 1));
  });

  it('has every optional field in a sample, also inside, and a sample with none of them', () => {
    const given = optionalIn(bodiesOf(false));
    const shown = new Set(given.filter((each) => each.given).map(({ field }) => field));
    expect(given.map(({ field }) => field).filter((field) => !shown.has(field))).toEqual([]);
    if (shown.size > 0) expect(bodiesOf(true)).not.toEqual([]);
    expect(optionalIn(bodiesOf(true)).filter((each) => each.given)).toEqual([]);
  });
});

describe('the samples together', () => {
  it('name no organisation that could be real', () => {
    const numbers = samples.flatMap(({ body }) => JSON.stringify(body).match(/\b\d{9}\b/g) ?? []);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => /^[89]/.test(number))).toEqual([]);
  });
});
