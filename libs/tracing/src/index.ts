export { SpanKind, SpanStatusCode, type Span, type Tracer } from '@opentelemetry/api';
export * from './traced.js';
export * from './traceparent.js';
