import { may, newId, type Action } from '#libs/contracts';
import type { Call } from '#libs/messaging';
import { traceparentIn } from '#libs/tracing';
import {
  createParamDecorator,
  SetMetadata,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { ReadRequest } from './json-bodies.js';
import { HttpProblem } from './problem.js';
import type { Bearer, TokenVerifier } from './token.js';

const ACTION = 'the action of a route';
type Request = ReadRequest & { bearer?: Bearer };

/** What a route does, as in the table of permissions; every route of a service says so. */
export const Does = (action: Action): MethodDecorator =>
  applyDecorators(SetMetadata(ACTION, action), ApiOperation({ summary: action }), ApiBearerAuth());

/** Lets a request through where its token holds and its role may do what the route does. */
export class ActorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.get<Action | undefined>(ACTION, context.getHandler());
    if (!action) return true;
    const request = context.switchToHttp().getRequest<Request>();
    request.bearer = await this.tokens.verify(request.headers.authorization);
    if (may(request.bearer.role, action)) return true;
    throw new HttpProblem(403, 'role-may-not', `The role ${request.bearer.role} may not do this (${action}).`);
  }
}

/** Who asks, when, and under which Idempotency-Key. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const request = context.switchToHttp().getRequest<Request>();
  const { now, ...actor } = request.bearer!;
  const key = idempotencyKey(request);
  return {
    actor,
    now: now ?? new Date().toISOString(),
    clock: now ? 'signed' : 'wall',
    correlationId: request.id,
    traceparent: traceparentIn(request.headers['traceparent']),
    ...(key && { idempotency: { key, request: `${request.method} ${request.url} ${request.bodyText ?? ''}` } }),
  };
});

function idempotencyKey(request: Request): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method !== 'POST') return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new HttpProblem(
    400,
    'idempotency-key-invalid',
    'Idempotency-Key must be 1 to 200 visible characters without spaces.',
  );
}

/** The correlation id of a request: the caller's where it is one, else a new one. It stays in facts: digits alone may be a person's. */
export function correlationIdOf(headers: Record<string, unknown>): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && /^(?=.*[A-Za-z])[\w-]{8,64}$/.test(given) ? given : newId();
}

const OPEN = 'a controller that asks for no token';

/** Marks a controller whose routes need no token. */
export const Open = (): ClassDecorator => SetMetadata(OPEN, true);

/** Whether a route says what it does or is open. */
export const saysWhatItDoes = (controller: object, handler: object): boolean =>
  Reflect.hasMetadata(ACTION, handler) || Reflect.hasMetadata(OPEN, controller);
