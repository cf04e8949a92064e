import { holdsIdentityNumber } from '#libs/contracts';
import { type INestApplication, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { correlationIdOf } from './asked.js';
import { readJsonBodies } from './json-bodies.js';
import { lettingGo } from './letting-go.js';
import { NestLogger } from './logging.js';
import { HttpProblem, problemOf } from './problem.js';
import { ProblemFilter } from './problem-filter.js';

/** The largest body that is read. */
export const BODY_LIMIT = 100_000;

/** A Nest application on Fastify with our correlation ids, logs, body limit and problems; `foreseen` names a caller's own. */
export async function createHttpApp(
  module: Type | { module: Type },
  logger: Logger,
  isTransient?: (error: unknown) => boolean,
  foreseen?: (error: unknown) => HttpProblem | undefined,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    bodyLimit: BODY_LIMIT,
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: (request: { headers: Record<string, unknown> }) => correlationIdOf(request.headers),
    forceCloseConnections: 'idle',
    // What still comes in on an open connection while the app closes is served, the last request there: Fastify's own 503 is no
    // problem in our sense.
    return503OnClosing: false,
    // A client that trickles its request would hold its connection for ever.
    requestTimeout: 60_000,
    frameworkErrors: refuseAddress,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalFilters(new ProblemFilter(isTransient, foreseen));
  const fastify = app.getHttpAdapter().getInstance();
  readJsonBodies(fastify, BODY_LIMIT);
  fastify.addHook('preClose', lettingGo(fastify.server));
  fastify.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-correlation-id', request.id);
  });
  fastify.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'info' : 'debug';
    const { method } = request;
    // What was searched for, or a number where an id belongs, may be about a person: only our own addresses are written down.
    const [path = ''] = request.url.split('?');
    const url = holdsIdentityNumber(path) ? request.routeOptions.url : path;
    request.log[level]({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  return app;
}

/** Addresses that no route can read: Fastify refuses them before any filter or hook. */
function refuseAddress(error: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void {
  const problem =
    error.statusCode === 414
      ? new HttpProblem(414, 'address-too-long', 'A part of the address is too long.')
      : new HttpProblem(400, 'address-unreadable', 'The address cannot be read: check its % codes.');
  void reply
    .status(problem.status)
    .headers({ 'content-type': 'application/problem+json', 'x-correlation-id': request.id })
    .send(problemOf(problem, request.url.split('?')[0]!, request.id));
}

/** Every handler of every controller with a check; used to see that no route forgot what it does. */
export function assertRoutes(
  app: INestApplication,
  isFine: (controller: Type, handler: (...args: never[]) => unknown) => boolean,
): void {
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as Type;
      for (const name of Object.getOwnPropertyNames(controller.prototype)) {
        const handler = (controller.prototype as Record<string, unknown>)[name];
        if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler) || name === 'constructor') continue;
        if (!isFine(controller, handler as () => unknown)) {
          throw new Error(`${controller.name}.${name} does not say what it does: add @Does(...) or @Open()`);
        }
      }
    }
  }
}
