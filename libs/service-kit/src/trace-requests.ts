import { contextOf, SpanKind, SpanStatusCode, traceparentOf, type Tracer } from '#libs/tracing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Draws a span for every request of an app, below the caller's; its address, which may be about a person, is not in it. */
export function traceRequests(app: NestFastifyApplication, tracer: Tracer): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { method, headers, routeOptions, id } = request;
    const route = routeOptions.url;
    // Who looks after the process looks every few seconds.
    if (route?.startsWith('/health/')) return;
    const attributes = { 'http.request.method': method, ...(route && { 'http.route': route }), 'correlation.id': id };
    const name = route ? `${method} ${route}` : method;
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, contextOf(headers['traceparent']));
    // Whoever reads the header from here on, to pass the request on or to state a fact, does so within this span.
    headers['traceparent'] = traceparentOf(span);
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : undefined;
      if (status) span.setAttribute('http.response.status_code', status);
      if (!status || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  });
}
