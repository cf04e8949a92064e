import type { Schema } from '#libs/contracts';
import { inOnePiece, type Language } from './language.js';

/** What can happen to something that was released. A field or a value of a closed list that is added is no change. */
type Change = 'gone' | 'otherwise' | 'narrower' | 'wider' | 'demanded' | 'excused';

/** What is promised of each kind of contract: what may happen to it, and what to do instead of the rest. */
const PROMISES = {
  fact: { may: [], rule: 'a version of a fact only gains optional fields: make it a new version with an upcaster' },
  request: {
    may: ['wider', 'excused'],
    rule: 'what was taken once is taken always: keep it, and add what is new as optional or as a request of its own',
  },
  view: { may: ['wider', 'demanded'], rule: 'a view only gains: keep it, and add what is new beside it' },
} as const satisfies Record<string, { may: Change[]; rule: string }>;
type Kind = keyof typeof PROMISES;

/** Every way in which a language breaks what an earlier release of it has promised, a sentence each. */
export function breachesOf(released: Language, now: Language): string[] {
  return [...factBreaches(released, now), ...breaches('request', 'requests'), ...breaches('view', 'views')];

  function breaches(kind: Kind, where: 'requests' | 'views'): string[] {
    return released[where].flatMap((name) =>
      now[where].includes(name)
        ? broken(kind, name, pieceOf(released, name), pieceOf(now, name))
        : [sentence(kind, name, 'was released and is gone')],
    );
  }
}

function factBreaches(released: Language, now: Language): string[] {
  return Object.entries(released.facts).flatMap(([type, was]) => {
    const is = now.facts[type];
    if (is) {
      const rekeyed = `was kept in order by ${was.key} and is by ${is.key}`;
      return [
        ...(was.key === is.key ? [] : [sentence('fact', shortOf(type), rekeyed)]),
        ...broken('fact', shortOf(type), pieceOf(released, was.of), pieceOf(now, is.of)),
      ];
    }
    const isOutgrown = Object.keys(now.facts).some(
      (newer) => lineOf(newer) === lineOf(type) && versionOf(newer) > versionOf(type),
    );
    // An upcaster per version is what makes a version: that there is one need not be asked.
    return isOutgrown
      ? []
      : [sentence('fact', shortOf(type), 'is in logs that are kept, and the code does not know it')];
  });
}

const pieceOf = ({ schemas }: Language, name: string) => inOnePiece(schemas[name]!, schemas);
const versionOf = (type: string) => Number(/\d+$/.exec(type)?.[0]);
const lineOf = (type: string) => type.replace(/\d+$/, '');
const shortOf = (type: string) => type.split('.').slice(-2).join('.');

function broken(kind: Kind, name: string, before: Schema, after: Schema): string[] {
  const may: readonly Change[] = PROMISES[kind].may;
  return [...changes(before, after, '')]
    .filter(({ change }) => !may.includes(change))
    .map(({ at, says }) => sentence(kind, name, `${at && `\`${at}\` `}${says}`));
}

const sentence = (kind: Kind, name: string, says: string) => `${name}: ${says}; ${PROMISES[kind].rule}.`;

interface Found {
  at: string;
  change: Change;
  says: string;
}

const LOWEST = ['minimum', 'minLength', 'minItems'] as const;
const HIGHEST = ['maximum', 'maxLength', 'maxItems'] as const;
const UNJUDGED = ['description', 'example'];
const JUDGED = ['type', 'format', 'pattern', 'enum', 'items', 'properties', 'required', 'additionalProperties'];
const READ = new Set<string>([...LOWEST, ...HIGHEST, ...UNJUDGED, ...JUDGED]);

function* changes(before: Schema, after: Schema, at: string): Generator<Found> {
  for (const keyword of [...Object.keys(before), ...Object.keys(after)]) {
    if (!READ.has(keyword)) throw new Error(`This check cannot judge ${keyword} in ${at}: teach it in breaches.ts.`);
  }
  for (const keyword of ['type', 'format', 'pattern'] as const) {
    const [was, is] = [before[keyword], after[keyword]].map((value) => JSON.stringify(value) ?? 'none');
    if (was !== is) yield { at, change: 'otherwise', says: `had the ${keyword} ${was} and has ${is}` };
  }
  for (const keyword of LOWEST) yield* moved(at, keyword, before[keyword] ?? -Infinity, after[keyword] ?? -Infinity, 1);
  for (const keyword of HIGHEST) yield* moved(at, keyword, before[keyword] ?? Infinity, after[keyword] ?? Infinity, -1);
  yield* closedListChanges(before.enum, after.enum, at);
  if (before.additionalProperties !== after.additionalProperties) {
    const change = before.additionalProperties ? 'narrower' : 'wider';
    yield { at, change, says: before.additionalProperties ? 'took any field and does not' : 'takes any field' };
  }
  if (before.items && after.items) yield* changes(before.items, after.items, `${at}[]`);
  yield* fieldChanges(before, after, at);
}

function* moved(at: string, keyword: string, was: number, is: number, inwards: 1 | -1): Generator<Found> {
  if (was === is) return;
  const change = Math.sign(is - was) === inwards ? 'narrower' : 'wider';
  const shown = (limit: number) => (Number.isFinite(limit) ? String(limit) : 'none');
  yield { at, change, says: `had the ${keyword} ${shown(was)} and has ${shown(is)}` };
}

function* closedListChanges(was: string[] | undefined, is: string[] | undefined, at: string): Generator<Found> {
  if (!was && is) yield { at, change: 'narrower', says: 'took other values than those of a closed list' };
  if (was && !is) yield { at, change: 'wider', says: 'was a closed list and is none' };
  for (const value of is ? (was ?? []).filter((each) => !is.includes(each)) : []) {
    yield { at, change: 'narrower', says: `no longer has the value ${value}` };
  }
}

function* fieldChanges(before: Schema, after: Schema, above: string): Generator<Found> {
  const [had, has] = [before.properties ?? {}, after.properties ?? {}];
  const mustBe = (schema: Schema, name: string) => schema.required?.includes(name) ?? false;
  for (const [name, field] of Object.entries(had)) {
    const at = above ? `${above}.${name}` : name;
    if (!has[name]) {
      yield { at, change: 'gone', says: 'is gone' };
      continue;
    }
    if (mustBe(before, name) && !mustBe(after, name)) {
      yield { at, change: 'excused', says: 'was always there and is optional' };
    }
    if (!mustBe(before, name) && mustBe(after, name)) {
      yield { at, change: 'demanded', says: 'was optional and is required' };
    }
    yield* changes(field, has[name], at);
  }
  for (const name of Object.keys(has).filter((each) => !had[each] && mustBe(after, each))) {
    yield { at: above ? `${above}.${name}` : name, change: 'demanded', says: 'is new and required' };
  }
}
