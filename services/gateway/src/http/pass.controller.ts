import { Open } from '#libs/service-kit';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Upstreams } from '../upstreams.js';
import { endToEnd } from './end-to-end.js';

/** Passes what comes in below /api/<service>/ to that service, and its answer back as it is. */
@ApiExcludeController()
@Open()
@Controller('api')
export class PassController {
  constructor(private readonly upstreams: Upstreams) {}

  @All(':service/*')
  async pass(@Param('service') service: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const answer = await this.upstreams.pass(service, {
      method: request.method,
      path: pathOf(request),
      // The pool knows the host and the length itself, and the client's expectation has been met here.
      headers: { ...endToEnd(request.headers, 'host', 'content-length', 'expect'), 'x-correlation-id': request.id },
      body: Buffer.isBuffer(request.body) ? request.body : null,
    });
    return reply.status(answer.statusCode).headers(endToEnd(answer.headers)).send(answer.body);
  }
}

/** A client that takes us for a proxy sends the whole address. */
const pathOf = (request: FastifyRequest) => request.url.replace(/^https?:\/\/[^/]*/i, '');
