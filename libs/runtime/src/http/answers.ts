import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerHeaders } from './openapi.js';

/** What a write brought about, as services tell it. */
export interface Written {
  /** Of the stream that was written. */
  readonly revision: number;
  /** Token of all that was written. */
  readonly position: string;
  /** Whether it was done before, by the same command. */
  readonly replayed?: boolean | undefined;
}

export interface Answer {
  /** Address of what was created. */
  readonly location?: string;
  readonly status?: number;
  /** What was done of the caller's preferences: `wait=5`, `respond-async`. */
  readonly preferenceApplied?: string | undefined;
}

/** Puts the headers of a write's answer, and gives back its body. */
export function answerWrite<T>(
  reply: FastifyReply,
  { revision, position, replayed }: Written,
  body: T,
  { location, status, preferenceApplied }: Answer = {},
): T {
  void reply.header('etag', `"${revision}"`).header('daybook-position', position);
  if (replayed) void reply.header('idempotent-replayed', 'true');
  if (location) void reply.header('location', location);
  if (status) void reply.code(status);
  if (preferenceApplied) void reply.header('preference-applied', preferenceApplied);
  return body;
}

/** Puts the ETag of what is read, and gives it back; If-None-Match is answered from it. */
export function answerRead<T extends { readonly revision: number }>(reply: FastifyReply, body: T): T {
  void reply.header('etag', `"${body.revision}"`);
  return body;
}

/** Documents a route that answers with answerRead. */
export const AnswersRead = (type: Type) =>
  applyDecorators(
    ApiHeader({ name: 'If-None-Match' }),
    ApiResponse({ status: 200, type, headers: answerHeaders('ETag') }),
    ApiResponse({ status: 304, description: 'The caller has it already.', headers: answerHeaders('ETag') }),
  );

/** Documents, and gives its status to, a route that answers with answerWrite. */
export const AnswersWrite = (type: Type, status: 200 | 201 = 200) =>
  applyDecorators(HttpCode(status), ApiResponse({ status, type, headers: answerHeaders('ETag', 'Daybook-Position') }));

/** Documents a route that answers with answerWrite and the address of what it has created. */
export const AnswersCreated = (type: Type, ...more: Parameters<typeof answerHeaders>) =>
  ApiResponse({ status: 201, type, headers: answerHeaders('ETag', 'Location', 'Daybook-Position', ...more) });

/** Documents, and gives its status to, a route that begins what takes long and says where it can be looked at. */
export const AnswersAccepted = (type: Type) =>
  applyDecorators(HttpCode(202), ApiAcceptedResponse({ type, headers: answerHeaders('Location') }));
