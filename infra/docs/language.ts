import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '#libs/contracts';
import {
  allFacts,
  NOTICES,
  noticeType,
  OWNERS,
  schemasOf,
  wireType,
  type NoticeName,
  type Schema,
} from '#libs/contracts';
import { root } from './sources.js';

/** The published language as it is or was: which class each fact, request and answer has, and the schemas of all classes. */
export interface Language {
  /** By CloudEvents type: the class, and the field that is the key. Notices are among them, without a key of their own. */
  facts: Record<string, { of: string; key?: string }>;
  /** What is asked for: commands, and the conditions of a search. */
  requests: string[];
  /** What is answered. */
  views: string[];
  schemas: Record<string, Schema>;
}

/** The language of the sources. A contract's folder says whether it is asked or answered. */
export function languageNow(): Language {
  const views = classesIn('views');
  const facts = allFacts().map((entry) => [wireType(entry), { of: entry.name, key: entry.meaning.key }] as const);
  const notices = OWNERS.flatMap((owner) =>
    noticeNames.map((name) => [noticeType(owner, name), { of: 'Notice' }] as const),
  );
  return {
    facts: Object.fromEntries([...facts, ...notices]),
    requests: [...classesIn('commands'), ...views.filter(isSearch)],
    views: views.filter((name) => !isSearch(name)),
    schemas: schemasOf(contracts),
  };
}

/** All notices, in the order of the contracts. */
export const noticeNames = Object.keys(NOTICES) as NoticeName[];

const isSearch = (name: string) => name.endsWith('Search');

function classesIn(folder: 'commands' | 'views'): string[] {
  const path = join(root, 'libs/contracts/src', folder);
  return readdirSync(path)
    .sort()
    .flatMap((file) => [...readFileSync(join(path, file), 'utf8').matchAll(/^export class (\w+)/gm)])
    .map(([, name]) => name!);
}

/** A schema with its parts in it, so that nothing of it stands elsewhere. */
export function inOnePiece(schema: Schema, schemas: Record<string, Schema>): Schema {
  const { $ref, description, items, properties, ...rest } = schema;
  if ($ref) {
    const part = inOnePiece(schemas[$ref.split('/').at(-1)!]!, schemas);
    return { ...part, ...(description && { description }) };
  }
  return {
    ...rest,
    ...(description && { description }),
    ...(items && { items: inOnePiece(items, schemas) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, inOnePiece(field, schemas)]),
      ),
    }),
  };
}
