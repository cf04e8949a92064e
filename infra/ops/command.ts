import type { Books } from './books.js';

/** What a command works on. */
export interface Installation {
  books: Books;
  /** The address of its database, as administrator. */
  url: string;
  /** Tells how far it has come. */
  say: (line: string) => void;
}

/** What came of a command. */
export interface Outcome {
  /** For people. */
  lines: string[];
  /** For machines. */
  json: unknown;
  /** Whether something was found that somebody has to see to. */
  found: boolean;
}

/** What was asked for makes no sense: nothing was done. */
export class WrongUse extends Error {}

/** Options as parseArgs wants them. */
export type Options = Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>;

/** What somebody has written behind the command's name. */
export interface Asked {
  words: string[];
  /** A text that may be left out. */
  text(option: string): string | undefined;
  texts(option: string): string[];
  flag(option: string): boolean;
}

/** One thing that an operator may ask for. */
export interface Command {
  /** What follows the command's name. */
  usage: string;
  says: string;
  options: Options;
  run(installation: Installation, asked: Asked): Promise<Outcome>;
}

/** A text that has to be given. */
export function required(asked: Asked, option: string): string {
  const text = asked.text(option)?.trim();
  if (!text) throw new WrongUse(`Say --${option}.`);
  return text;
}

/** A whole number, where it is given. */
export function whole(asked: Asked, option: string, least: number, most: number): number | undefined {
  const text = asked.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new WrongUse(`--${option} must be a whole number from ${least} to ${most}.`);
  return value;
}
