import { isRejection, type Rejection, type RejectionKind } from '#libs/decider';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem, problemOf } from './problem.js';

const STATUS: Record<RejectionKind, number> = { conflict: 409, unprocessable: 422, 'not-found': 404, forbidden: 403 };

/** Codes and sentences for what the HTTP layer itself refuses. */
const HTTP: Record<number, [code: string, says: string]> = {
  400: ['invalid-request', 'The request cannot be read: send well-formed JSON.'],
  401: ['token-needed', 'Send a valid token: Authorization: Bearer …'],
  404: ['no-such-route', 'There is nothing at this address: see /api for the routes.'],
  405: ['method-not-allowed', 'This address does not take that method: see /api for the routes.'],
  413: ['body-too-large', 'The body is larger than 100 kB: send less at a time.'],
  414: ['address-too-long', 'The address is too long.'],
  415: ['json-needed', 'Send the body as application/json.'],
};

/** Turns whatever was thrown into a problem; what nobody foresaw is a 500 without details, and is logged with them. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly isTransient: (error: unknown) => boolean = () => false,
    private readonly foreseen: (error: unknown) => HttpProblem | undefined = () => undefined,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const known = this.known(error);
    if (known.status >= 500) request.log.error({ err: error }, 'request failed');
    if (known.status > 501) void reply.header('retry-after', '2');
    if (known.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(known.status)
      .header('content-type', 'application/problem+json')
      .send(problemOf(known, request.url.split('?')[0]!, request.id));
  }

  private known(error: unknown): HttpProblem {
    if (error instanceof HttpProblem) return error;
    const foreseen = this.foreseen(error);
    if (foreseen) return foreseen;
    const { rejection } = error as { rejection?: Rejection };
    if (isRejection(rejection)) {
      return new HttpProblem(STATUS[rejection.kind], rejection.rejected, rejection.says, {
        figures: rejection.figures,
      });
    }
    const status =
      error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number }).statusCode ?? 500);
    if (status < 500) {
      const [code, says] = HTTP[status] ?? ['refused', 'The request was refused.'];
      return new HttpProblem(status, code, says);
    }
    return this.isTransient(error)
      ? new HttpProblem(
          503,
          'busy',
          'The service is busy or restarting: send the same request with the same Idempotency-Key again.',
        )
      : new HttpProblem(500, 'internal', 'Something went wrong here; nothing was stored. Report the traceId.');
  }
}
