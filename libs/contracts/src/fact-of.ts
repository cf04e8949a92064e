import 'reflect-metadata';

const MEANING = Symbol('what a fact says');

/** What each fact class says of itself: the field that is its key, one sentence, its version. */
export interface FactMeaning {
  key: string;
  says: string;
  version: number;
}

/** Marks a class as a fact: the name of its key field (facts of one key keep their order) and when it happens. */
export function FactOf(key: string, says: string, version = 1): ClassDecorator {
  return (target) => Reflect.defineMetadata(MEANING, { key, says, version } satisfies FactMeaning, target);
}

/** The meaning that a fact class declares with FactOf. */
export function meaningOf(factClass: { name: string }): FactMeaning {
  const meaning = Reflect.getOwnMetadata(MEANING, factClass) as FactMeaning | undefined;
  if (!meaning) throw new Error(`${factClass.name} is no fact: it lacks @FactOf`);
  return meaning;
}
