import * as contracts from '#libs/contracts';
import { allFacts, OWNERS, schemasOf, wireType, type CatalogueEntry, type Schema } from '#libs/contracts';
import type { Reader } from './sources.js';
import { LEGEND, linkTo, meaningOf, typeInWords } from './type-words.js';

const schemas: Record<string, Schema> = schemasOf(contracts);

const INTRODUCTION = [
  'A fact is what a service states to all others, and has the attributes of a CloudEvent 1.0: its type stands below, its key is',
  'the subject and the partition key. Facts of one key keep their order; nothing else is promised. Within a version only optional',
  'fields are added; a reader leaves what it does not know. An optional field is left out where there is nothing to say, never null.',
  'An earlier version in a log is read in the words of the newest, which is shown here. As they travel: docs/asyncapi.yaml.',
  'Samples: `libs/contracts/samples`. Words: GLOSSARY.md.',
];

/** docs/events.md: every fact by its owner, what it says and who reads it; parts of facts once, at the end. */
export function factsPage(readers: Reader[]): string {
  const facts = allFacts();
  return [
    '# Facts',
    'Generated from `libs/contracts` and the services’ sources by `npm run docs`; a spec proves it fresh.',
    INTRODUCTION.join('\n'),
    LEGEND.map((line) => `- ${line}`).join('\n'),
    ...OWNERS.flatMap((owner) => {
      const own = facts.filter((entry) => entry.owner === owner);
      return [`## ${owner}`, own.map(({ name }) => linkTo(name)).join(' · '), ...own.map(factSection)];
    }),
    '## Parts of facts',
    ...partsOf(facts.map(({ name }) => name)).map((name) => [`### ${name}`, fieldTable(schemas[name]!)].join('\n\n')),
  ]
    .join('\n\n')
    .concat('\n');

  function factSection(entry: CatalogueEntry): string {
    const { name, meaning } = entry;
    const facts = [
      `Type \`${wireType(entry)}\``,
      `key \`${meaning.key}\``,
      `read by ${readBy(readers.filter(({ fact }) => fact === name))}`,
    ];
    return [`### ${name}`, `${meaning.says}\n${facts.join('; ')}.`, fieldTable(schemas[name]!, meaning.key)].join(
      '\n\n',
    );
  }
}

function readBy(readers: Reader[]): string {
  if (readers.length === 0) return 'no other service';
  const kinds = new Map<string, Set<string>>();
  for (const { service, kind } of readers) kinds.set(service, (kinds.get(service) ?? new Set()).add(kind));
  return [...kinds]
    .map(([service, how]) => `${service} (${[...how].sort().join(', ')})`)
    .sort()
    .join(', ');
}

function fieldTable({ properties, required = [] }: Schema, key?: string): string {
  const names = Object.keys(properties!);
  const keyFirst = key ? [key, ...names.filter((name) => name !== key)] : names;
  const rows = keyFirst.map((name) => {
    const field = properties![name]!;
    const cells = [`\`${name}\``, typeInWords(field), required.includes(name) ? 'yes' : 'no', meaningOf(field)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| field | type | required | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** The classes that facts refer to, also through each other, by name. */
export function partsOf(names: string[]): string[] {
  const found = new Set<string>();
  const collect = (name: string) => {
    for (const { $ref, items } of Object.values(schemas[name]!.properties!)) {
      const part = ($ref ?? items?.$ref)?.split('/').at(-1);
      if (!part || found.has(part)) continue;
      found.add(part);
      collect(part);
    }
  };
  names.forEach(collect);
  return [...found].sort();
}
