/** A noun: something with an id whose state is folded from facts. `evolve` ignores facts that do not concern it. */
export interface Noun<State, Fact> {
  readonly name: string;
  initial(id: string): State;
  evolve(state: State, fact: Fact): State;
}

/** How a business "no" is told over HTTP: the state forbids it, the input does, it is not there, it is not yours to do. */
export type RejectionKind = 'conflict' | 'unprocessable' | 'not-found' | 'forbidden';

/** A business "no": a value, never an exception. One code, one sentence that says what to do, the figures behind it. */
export interface Rejection {
  readonly rejected: string;
  readonly kind: RejectionKind;
  readonly says: string;
  readonly figures?: Readonly<Record<string, unknown>>;
}

/** What a verb returns: the facts that follow (none where nothing has to happen), or why not. */
export type Decision<Fact> = readonly Fact[] | Rejection;

const rejection = (kind: RejectionKind) => (rejected: string, says: string, figures?: Record<string, unknown>) =>
  ({ rejected, kind, says, ...(figures && { figures }) }) satisfies Rejection;

/** The state of things forbids it (HTTP 409). */
export const conflict = rejection('conflict');
/** What was asked for makes no sense, whatever the state (HTTP 422). */
export const unprocessable = rejection('unprocessable');
/** It does not exist, or not for the one who asks (HTTP 404). */
export const notFound = rejection('not-found');
/** It exists and is visible, but is not theirs to do (HTTP 403). */
export const forbidden = rejection('forbidden');

/** Whether a decision is a rejection. */
export function isRejection(decision: unknown): decision is Rejection {
  return typeof decision === 'object' && decision !== null && 'rejected' in decision;
}

/** A reaction that rightly does nothing, with the reason it is harmless; every such reason is listed in the service's README. */
export const harmless = (_because: string): readonly never[] => [];

/** The state after facts, from the beginning. */
export function fold<State, Fact>(noun: Noun<State, Fact>, id: string, facts: readonly Fact[]): State {
  return facts.reduce((state, fact) => noun.evolve(state, fact), noun.initial(id));
}
