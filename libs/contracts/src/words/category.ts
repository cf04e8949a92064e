import { ListOfWords } from './shapes.js';
import { applyWord, type Word } from './word.js';

const SHAPE = /^(?=.{1,60}$)([a-z]+(-[a-z]+){0,4}|cpv-\d{3})$/;

const word = (says: string): Word => ({
  code: 'category',
  test: (value) => typeof value === 'string' && SHAPE.test(value),
  sentence: 'must be a category such as food or cpv-555',
  schema: { type: 'string', format: 'category', pattern: SHAPE.source, description: says, example: 'food' },
});

/** A category of like purchases: from the catalogue of kinds of work, or cpv- and the first three digits of the CPV code. */
export const Category = (says = 'category of like purchases') => applyWord(word(says));

/** A list of categories of like purchases. */
export const Categories = (says: string) => ListOfWords(word(says), says, { most: 50 });
