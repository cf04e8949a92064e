import { fold, isRejection, type Decision, type Noun } from './index.js';

/** Given what happened, when a verb decides, then these facts follow or this rejection: for decision specs. */
export function given<State, Fact>(noun: Noun<State, Fact>, id: string, ...past: Fact[]) {
  const state = fold(noun, id, past);
  return {
    state,
    when(decide: (state: State) => Decision<Fact>) {
      const decision = decide(state);
      return {
        decision,
        /** The facts that follow; their bodies may be given in part. */
        then(...expected: { type: string; data?: object }[]) {
          expect(decision).toMatchObject(expected);
          expect(decision).toHaveLength(expected.length);
        },
        /** Nothing follows. */
        thenNothing: () => expect(decision).toEqual([]),
        /** The rejection's code, and its figures where given. */
        thenRejected(code: string, figures?: Record<string, unknown>) {
          expect(isRejection(decision) ? decision.rejected : decision).toBe(code);
          if (figures) expect(decision).toMatchObject({ figures });
        },
        /** The state after the facts that follow. */
        get state(): State {
          if (isRejection(decision)) throw new Error(`rejected: ${decision.rejected}`);
          return decision.reduce((s, fact) => noun.evolve(s, fact), state);
        },
      };
    },
  };
}
