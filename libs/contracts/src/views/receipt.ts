import { Whole } from '../words/amounts.js';
import { Figures, ListOf } from '../words/shapes.js';
import { FreeText } from '../words/texts.js';

/** One fact that a command brought about. */
export class Happened {
  @FreeText('name of the fact', 80) fact: string;
  @Figures('what it says') data: Record<string, unknown>;
}

/** The answer to every command that was carried out: what it concerns and what happened. */
export class Receipt {
  @FreeText('key of what the command concerns', 80) id: string;
  @Whole('facts so far with this key') version: number;
  @ListOf(() => Happened, 'what happened, in order') happened: Happened[];
}
