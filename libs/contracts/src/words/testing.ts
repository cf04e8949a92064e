import { check, type Flaw } from '../check.js';

/** What is wrong with a value in a field of this word; nothing where the word takes it. */
export function flawsOf(word: PropertyDecorator, value: unknown): Flaw[] {
  class Page {
    field: unknown;
  }
  word(Page.prototype, 'field');
  const checked = check(Page, { field: value });
  return 'flaws' in checked ? checked.flaws : [];
}

/** The codes by which a field of this word refuses a value. */
export const refusals = (word: PropertyDecorator, value: unknown): string[] =>
  flawsOf(word, value).map(({ code }) => code);
