import { ListOfWords } from './shapes.js';
import { applyWord, type Word } from './word.js';

const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];

/** The ninth digit of a Norwegian organisation number (mod 11), or undefined where the eight digits can have none. */
export function controlDigit(eightDigits: string): number | undefined {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(eightDigits[i]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}

/** Whether the text is nine digits with the right control digit; the first digit is free, so synthetic numbers pass. */
export function isOrganisationNumber(text: unknown): text is string {
  return typeof text === 'string' && /^\d{9}$/.test(text) && controlDigit(text) === Number(text[8]);
}

const word = (says: string): Word => ({
  code: 'organisation-number',
  test: isOrganisationNumber,
  sentence: 'must be an organisation number of nine digits whose last digit is right (mod 11)',
  schema: {
    type: 'string',
    format: 'organisation-number',
    pattern: '^\\d{9}$',
    description: says,
    example: '310000019',
  },
});

/** An organisation number as in the Central Coordinating Register for Legal Entities: nine digits, mod 11. */
export const OrganisationNumber = (says = 'organisation number') => applyWord(word(says));

/** A list of organisation numbers. */
export const OrganisationNumbers = (says: string, least = 0) => ListOfWords(word(says), says, { least, most: 400 });
