import { parsed } from '../ops/asked.js';
import { Books } from '../ops/books.js';
import type { Command, Outcome } from '../ops/command.js';
import { letters } from '../ops/letters.js';
import { rebuild } from '../ops/rebuild.js';

/** Does what an operator would, by npm run ops. */
async function operate(url: string, command: Command, ...words: string[]): Promise<Outcome> {
  const books = await Books.open(url);
  try {
    return await command.run({ books, url, say: () => undefined }, parsed(command, '', words).asked);
  } finally {
    await books.close();
  }
}

/** Applies what was put aside, all of the letter's key; how many facts that were, or why it still fails. */
export async function redrive(url: string, letter: string): Promise<{ applied: number } | { why: string }> {
  const { found, json, lines } = await operate(
    url,
    letters,
    ...['redrive', letter, '--by', 'faults', '--reason', 'mended'],
  );
  return found ? { why: lines.join(' ') } : (json as { applied: number });
}

/** Builds reporting anew from the logs and says where that differs from what is live. */
export async function rebuildDiffers(url: string): Promise<string[]> {
  const { found, lines } = await operate(url, rebuild, 'reporting', '--compare', '--afresh');
  return found ? [`reporting built anew is not what is live: ${lines.join(' | ')}`] : [];
}
