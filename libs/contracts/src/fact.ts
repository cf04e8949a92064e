import { factClasses, type Owner } from './catalogue.js';
import { meaningOf, type FactMeaning } from './fact-of.js';
import type { NoticeName } from './facts/notice.js';

type Classes = typeof factClasses;
type AllClasses = Classes['ordering'] & Classes['procurement-compliance'] & Classes['task-assignment'];

/** The name of any fact of any owner. */
export type FactName = keyof AllClasses & string;

/** What a fact of that name says. */
export type FactBody<N extends FactName> = InstanceType<AllClasses[N]>;

/** One thing that happened, as decisions return it and nouns fold it: told apart by `type`. */
export type FactNamed<N extends FactName> = { [K in N]: { readonly type: K; readonly data: FactBody<K> } }[N];

/** Every fact that an owner may publish. */
export type FactsOf<O extends Owner> = FactNamed<keyof Classes[O] & FactName>;

/** Any fact. */
export type AnyFact = FactNamed<FactName>;

/** States that something happened; the body must be complete. */
export function fact<N extends FactName>(type: N, data: FactBody<N>): FactNamed<N> {
  return { type, data };
}

/** A fact's entry in the catalogue. */
export interface CatalogueEntry {
  owner: Owner;
  name: FactName;
  factClass: new () => object;
  meaning: FactMeaning;
}

const entries = new Map<string, CatalogueEntry>();
for (const owner of Object.keys(factClasses) as Owner[]) {
  for (const [name, factClass] of Object.entries<new () => object>(factClasses[owner])) {
    entries.set(name, { owner, name: name as FactName, factClass, meaning: meaningOf(factClass) });
  }
}

/** A fact's entry by its name; undefined for an unknown name, because a newer producer may publish one. */
export const factNamed = (name: string): CatalogueEntry | undefined => entries.get(name);

/** All facts in the order of the catalogue. */
export const allFacts = (): CatalogueEntry[] => [...entries.values()];

/** The CloudEvents types of all its versions, the oldest first: an earlier one stands in logs that are kept. */
export const wireTypes = ({ owner, name, meaning }: CatalogueEntry): string[] =>
  Array.from({ length: meaning.version }, (_, i) => typeOf(owner, name, i + 1));

/** The CloudEvents type that is written: no.inkluderendekommune.ordering.OrderPlaced.v1. */
export const wireType = ({ owner, name, meaning }: CatalogueEntry): string => typeOf(owner, name, meaning.version);

/** The CloudEvents type of a notice, in the log of any service. */
export const noticeType = (service: string, name: NoticeName): string => typeOf(service, name, 1);

const typeOf = (service: string, name: string, version: number) =>
  `no.inkluderendekommune.${service}.${name}.v${version}`;

/** The fact's name inside a CloudEvents type. */
export const nameInType = (type: string): string => type.split('.').at(-2) ?? type;

/** The key of a fact's body: facts of one key keep their order everywhere. */
export function keyOf({ type, data }: AnyFact): string {
  const field = meaningOf(entries.get(type)!.factClass).key;
  return (data as unknown as Record<string, string>)[field]!;
}

/** A written fact in the words of today: what an earlier version said, as the newest says it. What is not known here stays. */
export function upcast<Written extends { type: string; data: unknown }>(written: Written): Written {
  const entry = entries.get(nameInType(written.type));
  const version = entry ? wireTypes(entry).indexOf(written.type) + 1 : 0;
  if (!entry || version === 0 || version === entry.meaning.version) return written;
  const upcasters = entry.meaning.upcasters.slice(version - 1);
  const data = upcasters.reduce<unknown>((older, toNext) => toNext(older as never), written.data);
  return { ...written, type: wireType(entry), data };
}
