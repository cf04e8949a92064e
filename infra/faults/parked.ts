import type { Books } from '../ops/books.js';
import { openLetters, type Letter } from '../ops/letters-of.js';
import { redrive } from './operator.js';

/** An order that was made to do harm to one consumer. */
export interface Marked {
  /** Stands in its title. */
  mark: string;
  /** Who cannot apply its facts. */
  service: string;
}

/** What was put aside, and whether it was what had to be. */
export interface Parked {
  parked: number;
  parkedInnocent: number;
  findings: string[];
  letters: Letter[];
}

/** Put aside are exactly the marked orders, by those whom they harm, and what follows of the same orders. */
export async function parkedIn(books: Books, marked: Marked[]): Promise<Parked> {
  const letters = await openLetters(books);
  const placed = await books.rows<{ key: string; title: string }>(
    `SELECT key, data->>'title' AS title FROM ordering.log WHERE type LIKE '%.OrderPlaced.v1'`,
  );
  const guilty = marked.flatMap(({ mark, service }) =>
    placed.filter(({ title }) => title.includes(mark)).map(({ key }) => ({ service, key, mark })),
  );
  const isOf = (letter: Letter) => guilty.some(({ service, key }) => service === letter.service && key === letter.key);
  const innocent = letters.filter((letter) => !isOf(letter));
  const free = guilty.filter(
    ({ service, key }) => !letters.some((each) => each.service === service && each.key === key),
  );
  return {
    letters,
    parked: letters.length,
    parkedInnocent: innocent.length,
    findings: [
      ...innocent.map(
        ({ letter, fact, key, why }) => `${letter}: ${fact} of ${key} is innocent and was put aside: ${why}`,
      ),
      ...free.map(({ service, key, mark }) => `${key} with the mark ${mark} was not put aside by ${service}`),
    ],
  };
}

/** Applies all letters, now that their harm is mended; how many facts that were, and what still fails. */
export async function redriveAll(url: string, letters: Letter[]): Promise<{ redriven: number; findings: string[] }> {
  const each = new Map(
    letters.map((letter) => [`${letter.service} ${letter.consumer} ${letter.source} ${letter.key}`, letter]),
  );
  let redriven = 0;
  const findings: string[] = [];
  for (const { letter } of each.values()) {
    const outcome = await redrive(url, letter);
    if ('why' in outcome) findings.push(`${letter} cannot be redriven: ${outcome.why}`);
    else redriven += outcome.applied;
  }
  return { redriven, findings };
}
