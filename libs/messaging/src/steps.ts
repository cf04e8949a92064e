import type { Consumer } from './consumer.js';
import type { FactEnvelope } from './envelope.js';

/** A run of facts that is applied in one transaction, and those of them that the consumer knows. */
export interface Step {
  after: number;
  upTo: number;
  handled: FactEnvelope[];
}

/** The facts of a batch in order, each once, up to the first position that is missing. */
export function unbroken(facts: FactEnvelope[]): { facts: FactEnvelope[]; hole?: number } {
  const run = facts.slice(0, 1);
  for (const fact of facts) {
    const next = run.at(-1)!.pos + 1;
    if (fact.pos > next) return { facts: run, hole: next };
    if (fact.pos === next) run.push(fact);
  }
  return { facts: run };
}

/**
 * Reactions: one known fact per step, with the unknown ones before it. Projections: all in one step; but before the place is
 * proven they begin with one fact and double, so that one which kills the process is alone after a few starts.
 */
export function stepsOf(consumer: Consumer, facts: FactEnvelope[], isProven: boolean): Step[] {
  const known = facts.filter((fact) => consumer.handlers.has(fact.name));
  const last = facts.at(-1)!.pos;
  const steps: Step[] = [];
  let after = facts[0]!.pos - 1;
  let size = consumer.kind === 'projection' && isProven ? known.length : 1;
  for (let from = 0; from < known.length; from += steps.at(-1)!.handled.length) {
    const handled = known.slice(from, from + size);
    const upTo = from + size < known.length ? handled.at(-1)!.pos : last;
    steps.push({ after, upTo, handled });
    after = upTo;
    if (consumer.kind === 'projection') size *= 2;
  }
  return steps.length > 0 ? steps : [{ after, upTo: last, handled: [] }];
}
