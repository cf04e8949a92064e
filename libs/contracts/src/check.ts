import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isObject } from './words/shapes.js';

/** One thing that is wrong with a value: where, a code and a sentence. */
export interface Flaw {
  field: string;
  code: string;
  message: string;
}

/** Far deeper than any contract, far shallower than the stack. */
const DEEPEST = 20;

/** Names that every object has by birth: class-transformer drops such fields unseen, or stumbles over them. */
const INBORN = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Checks a plain value against a contract class and returns it as an instance, or what is wrong with it.
 * Strict: a field that the class does not know is a flaw.
 */
export function check<T extends object>(contract: new () => T, value: unknown): { value: T } | { flaws: Flaw[] } {
  if (!isObject(value)) return { flaws: [{ field: '', code: 'object', message: 'A JSON object is needed.' }] };
  const strange = strangeIn(value, '', 1);
  if (strange) return { flaws: [strange] };
  const instance = plainToInstance(contract, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  return errors.length === 0 ? { value: instance } : { flaws: errors.flatMap((error) => flawsIn(error, '')) };
}

/** What no contract could take, and what would bring the validator down. */
function strangeIn(value: object, above: string, depth: number): Flaw | undefined {
  if (depth > DEEPEST) return { field: above, code: 'too-deep', message: `More than ${DEEPEST} levels are not read.` };
  for (const [name, inner] of Object.entries(value)) {
    if (INBORN.has(name)) return unknown(within(above, name), name);
    const found =
      typeof inner === 'object' && inner !== null
        ? strangeIn(inner as object, within(above, name), depth + 1)
        : undefined;
    if (found) return found;
  }
  return undefined;
}

function flawsIn({ property, constraints = {}, children = [] }: ValidationError, above: string): Flaw[] {
  const field = within(above, property);
  if ('whitelistValidation' in constraints) return [unknown(field, property)];
  // Where the shape is wrong, everything else that is wrong follows from it.
  const shape = ['list', 'object'].find((code) => code in constraints);
  if (shape) return [{ field, code: shape, message: `${constraints[shape]}.` }];
  const own = Object.entries(constraints).map(([code, message]) => ({ field, code, message: `${message}.` }));
  return [...own, ...children.flatMap((child) => flawsIn(child, field))];
}

const within = (above: string, property: string) =>
  /^\d+$/.test(property) ? `${above}[${property}]` : above ? `${above}.${property}` : property;

const unknown = (field: string, name: string): Flaw =>
  isAmountWithVat(name)
    ? {
        field,
        code: 'not-ex-vat',
        message: `${called(name)} is not taken: amounts are ex VAT, in øre, as in valueOre.`,
      }
    : {
        field,
        code: 'unknown-field',
        message: `${called(name)} is no field here: check its spelling or leave it out.`,
      };

/** A sentence is for people: it says no names that nobody would give. */
const called = (name: string) => (/^[\w.-]{1,80}$/.test(name) ? name : 'What has that name');

/** Looks at whole words, so that a `reservation` or an `inclusionNote` is no amount: valueInclVatOre, grossOre, belop_inkl_mva. */
function isAmountWithVat(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return (
    /\b(?:vat|mva|moms|gross|brutto|incl|inkl)\b|inclvat|inklmva/.test(words) &&
    !/\b(?:ex|excl|eks|ekskl)\b/.test(words)
  );
}
