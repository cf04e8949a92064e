import { Ore } from '../words/amounts.js';
import { Figures, Optional } from '../words/shapes.js';
import { CodeText, FreeText, RuleName } from '../words/texts.js';

/** One reason of an assessment: the rule, where it stands in the law, what was compared with what. */
export class Reason {
  @RuleName('rule') rule: string;
  @FreeText('the rule in one plain sentence, with its figures', 500) says: string;
  @FreeText('where it stands', 200) reference: string;
  @Optional() @Ore('the value that was compared') valueOre?: number;
  @Optional() @Ore('the limit it was compared with') limitOre?: number;
  @Optional() @FreeText('the row of the rule set and its validity', 200) row?: string;
}

/** A path that was not taken, and why. */
export class RejectedPath {
  @RuleName('path') path: string;
  @FreeText('why not', 500) why: string;
}

/** A coded reason with a sentence and the figures behind it. */
export class CodedReason {
  @CodeText('reason') code: string;
  @FreeText('the reason in one sentence', 500) says: string;
  @Optional() @Figures('the figures behind it') figures?: Record<string, unknown>;
}
