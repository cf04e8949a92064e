import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/** One thing that is wrong with a value: where, a code and a sentence. */
export interface Flaw {
  field: string;
  code: string;
  message: string;
}

const AMOUNT_WITH_VAT = /(incl|inkl|gross|brutto|mva|vat)/i;

/**
 * Checks a plain value against a contract class and returns it as an instance, or what is wrong with it.
 * Strict: a field that the class does not know is a flaw.
 */
export function check<T extends object>(contract: new () => T, value: unknown): { value: T } | { flaws: Flaw[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { flaws: [{ field: '', code: 'object', message: 'a JSON object is needed' }] };
  }
  const instance = plainToInstance(contract, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  return errors.length === 0 ? { value: instance } : { flaws: errors.flatMap((error) => flawsIn(error, '')) };
}

function flawsIn(error: ValidationError, above: string): Flaw[] {
  const field = /^\d+$/.test(error.property)
    ? `${above}[${error.property}]`
    : above
      ? `${above}.${error.property}`
      : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([code, message]) =>
    flawOf(field, error.property, code, message),
  );
  return [...own, ...(error.children ?? []).flatMap((child) => flawsIn(child, field))];
}

function flawOf(field: string, property: string, code: string, message: string): Flaw {
  if (code !== 'whitelistValidation') return { field, code: CODES[code] ?? code, message: `${message}.` };
  return AMOUNT_WITH_VAT.test(property)
    ? { field, code: 'not-ex-vat', message: `${property} is not taken: amounts are ex VAT, in øre, as in valueOre.` }
    : { field, code: 'unknown-field', message: `${property} is no field here: check its spelling or leave it out.` };
}

/** Names of class-validator's own constraints, in the words our codes use. */
const CODES: Record<string, string> = {
  isArray: 'list',
  arrayMinSize: 'too-few',
  arrayMaxSize: 'too-many',
  isObject: 'object',
  nestedValidation: 'object',
};
