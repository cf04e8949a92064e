import { isSpanContextValid, ROOT_CONTEXT, trace, type Context, type Span, type SpanContext } from '@opentelemetry/api';

/** W3C Trace Context, version 00. A trace id stays in facts, and one of digits alone may be a person's number. */
const TRACEPARENT = /^00-(?=\d*[a-f])([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span that a traceparent names; nothing where it is none. */
export function spanContextOf(traceparent: unknown): SpanContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  const context = { traceId: traceId!, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16) & 1, isRemote: true };
  return traceId && isSpanContextValid(context) ? context : undefined;
}

/** A traceparent that holds, as it is; nothing where what is given is none. */
export const traceparentIn = (given: unknown): string | undefined =>
  spanContextOf(given) ? (given as string) : undefined;

/** A traceparent as a parent for spans. */
export function contextOf(traceparent: unknown): Context {
  const parent = spanContextOf(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/** What others name a span by; nothing for a span that is not drawn and continues no trace. */
export function traceparentOf(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!isSpanContextValid(span.spanContext())) return undefined;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
