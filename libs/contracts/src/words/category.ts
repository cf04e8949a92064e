import { applyWord, type Word } from './word.js';
import { ListOfWords } from './shapes.js';

const word = (says: string): Word => ({
  code: 'category',
  test: (value) => typeof value === 'string' && /^([a-z]+(-[a-z]+){0,4}|cpv-\d{3})$/.test(value),
  sentence: 'must be a category such as food or cpv-555',
  schema: { type: 'string', pattern: '^([a-z]+(-[a-z]+){0,4}|cpv-\\d{3})$', description: says, example: 'food' },
});

/** A category of like purchases: from the catalogue of kinds of work, or cpv- and the first three digits of the CPV code. */
export const Category = (says = 'category of like purchases') => applyWord(word(says));

/** A list of categories of like purchases. */
export const Categories = (says: string) => ListOfWords(word(says), says, { most: 50 });
