import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { putCondition } from '../http/headers.js';
import { queryOf } from './query.js';
import { invalid, validated } from './validation.pipe.js';

const NoQuery = queryOf({});
class NoBody {}

/** Refuses what a route under /v1 would pass over in silence: parameters, fields and a condition where it reads none. */
@Injectable()
export class Unread implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { url, method, query, body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!url.startsWith('/v1/')) return true;
    const read = readBy(context);
    if (!read.has(RouteParamtypes.QUERY)) NoQuery.parse(query as Record<string, unknown>);
    const takesBody = read.has(RouteParamtypes.BODY) || read.has(RouteParamtypes.REQUEST);
    if (!takesBody && body !== undefined) validated(NoBody, body);
    const isConditional = headers['if-none-match'] !== undefined && !['GET', 'HEAD'].includes(method);
    if (isConditional && !read.has(putCondition) && !read.has(RouteParamtypes.REQUEST)) {
      throw invalid([{ header: 'If-None-Match', code: 'INVALID', message: 'is no condition of this write' }]);
    }
    return true;
  }
}

/** A part of a request, or what a decorator of ours reads it by. */
type Part = RouteParamtypes | ((...given: never[]) => unknown);

const known = new WeakMap<object, ReadonlySet<Part>>();

/** The parts of a request that a handler has parameters for. */
function readBy(context: ExecutionContext): ReadonlySet<Part> {
  const handler = context.getHandler();
  let read = known.get(handler);
  if (!read) {
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as
      Readonly<Record<string, { readonly factory?: Part }>> | undefined;
    // Keys begin with the part's number, but those of our decorators are random.
    const parts = Object.entries(parameters ?? {}).map(([key, { factory }]) => factory ?? Number.parseInt(key, 10));
    known.set(handler, (read = new Set(parts)));
  }
  return read;
}
