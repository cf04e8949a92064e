import { SpanKind, spanContextOf, type Drawn, type Span } from '#libs/tracing';
import type { Consumer } from './consumer.js';
import type { Place } from './cursor.js';
import type { FactEnvelope } from './envelope.js';
import type { Outcome } from './remembered-answer.js';

// Names as in OpenTelemetry's conventions for messaging; what is ours begins with `fact.`. None of it is about a person.
const SYSTEM = { 'messaging.system': 'fact_log' };

/** The span of a command: from the first look to the commit. */
export function sending(service: string, traceparent: string | undefined): Drawn {
  const attributes = { ...SYSTEM, 'messaging.operation.type': 'send', 'messaging.destination.name': service };
  return { name: `send ${service}`, kind: SpanKind.PRODUCER, traceparent, attributes };
}

/** Which facts a command came to, or why to none. */
export function statesOutcome(span: Span, outcome: Outcome): void {
  if (!span.isRecording()) return;
  if ('rejection' in outcome) span.setAttribute('fact.rejection', outcome.rejection.rejected);
  else span.setAttribute('fact.types', [...new Set(outcome.receipt.happened.map(({ fact }) => fact))]);
}

/**
 * The span of a step. A reaction has one fact and goes on with its trace. A projection has many, each of its own trace: it
 * begins one and links to theirs.
 */
export function processing(consumer: Consumer, place: Place, facts: FactEnvelope[]): Drawn {
  const first = facts[0]!;
  const attributes = {
    ...SYSTEM,
    'messaging.operation.type': 'process',
    'messaging.destination.name': place.source,
    'messaging.destination.partition.id': String(place.shard),
    'messaging.consumer.group.name': place.consumer,
    'fact.position': first.pos,
  };
  const kind = SpanKind.CONSUMER;
  if (consumer.kind === 'reaction') {
    const name = `process ${first.name}`;
    return { name, kind, traceparent: first.traceparent, attributes: { ...attributes, 'fact.types': [first.name] } };
  }
  const links = facts.flatMap(({ traceparent }) => spanContextOf(traceparent) ?? []).map((context) => ({ context }));
  const types = [...new Set(facts.map(({ name }) => name))];
  const batch = { 'messaging.batch.message_count': facts.length, 'fact.types': types };
  return { name: `process ${place.source}`, kind, root: true, links, attributes: { ...attributes, ...batch } };
}
