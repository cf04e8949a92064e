import { ProxyTracerProvider, type Span, type SpanOptions, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { contextOf } from './traceparent.js';

/** Draws no spans: what comes with a traceparent goes on with the same one. */
export const NO_TRACES: Tracer = new ProxyTracerProvider().getTracer('none');

/** A span to draw: below the one that a traceparent names, where it names one. */
export interface Drawn extends SpanOptions {
  name: string;
  traceparent?: string;
}

/** Does work within a span, which also says that it failed. Only the kind of a failure is told: its words may hold anything. */
export async function traced<R>(tracer: Tracer, drawn: Drawn, work: (span: Span) => Promise<R>): Promise<R> {
  const { name, traceparent, ...options } = drawn;
  const span = tracer.startSpan(name, options, contextOf(traceparent));
  try {
    return await work(span);
  } catch (error) {
    const { code, name: type } = error as { code?: unknown; name: string };
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', typeof code === 'string' ? code : type);
    throw error;
  } finally {
    span.end();
  }
}
