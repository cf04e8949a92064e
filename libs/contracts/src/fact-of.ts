import 'reflect-metadata';

const MEANING = Symbol('what a fact says');

/** Says what a fact of one version said in the words of the next. It sees what was once written, in the shape of that time. */
export type Upcaster = (older: never) => object;

/** What each fact class says of itself: the field that is its key, one sentence, and how its earlier versions are read. */
export interface FactMeaning {
  key: string;
  says: string;
  /** From version 1 to 2, from 2 to 3 … */
  upcasters: readonly Upcaster[];
  /** The newest version, and the only one that handlers and nouns see. */
  readonly version: number;
}

/** Marks a class as a fact: the name of its key field (facts of one key keep their order), when it happens, its upcasters. */
export function FactOf(key: string, says: string, upcasters: readonly Upcaster[] = []): ClassDecorator {
  const meaning: FactMeaning = {
    key,
    says,
    upcasters,
    get version() {
      return this.upcasters.length + 1;
    },
  };
  return (target) => Reflect.defineMetadata(MEANING, meaning, target);
}

/** The meaning that a fact class declares with FactOf. */
export function meaningOf(factClass: { name: string }): FactMeaning {
  const meaning = Reflect.getOwnMetadata(MEANING, factClass) as FactMeaning | undefined;
  if (!meaning) throw new Error(`${factClass.name} is no fact: it lacks @FactOf`);
  return meaning;
}
