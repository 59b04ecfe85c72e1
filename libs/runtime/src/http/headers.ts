import { createParamDecorator, Param, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { isSku, isText, isUuid } from '#contracts';
import { NO_STREAM, type ErrorDetail } from '#ports';
import { Refused } from '../refused.js';
import { invalid } from '../validation/validation.pipe.js';

/** Longest wait that a request can prefer, seconds. */
export const LONGEST_WAIT = 60;

export interface Preferences {
  /** Seconds. */
  readonly wait?: number | undefined;
  readonly respondAsync: boolean;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);

const wrong = (detail: Omit<ErrorDetail, 'code'>) => invalid([{ code: 'INVALID', ...detail }]);

/** The idempotency key of a request, bare or quoted; undefined where there is none. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const given = one(headers['idempotency-key']);
  if (given === undefined) return undefined;
  const key = /^"(.*)"$/.exec(given)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? given;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw wrong({ header: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' });
}

/** Preferences that cannot be read are as if not given (RFC 7240). */
export function preferencesOf(header: string | string[] | undefined): Preferences {
  if (header === undefined) return { respondAsync: false };
  const given = one(header)!
    .split(/[,;]/)
    .map((each) => each.trim().toLowerCase());
  const wait = given
    .map((each) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(each)?.[1])
    .find((seconds) => seconds !== undefined);
  return {
    wait: wait === undefined ? undefined : Math.min(Number(wait), LONGEST_WAIT),
    respondAsync: given.includes('respond-async'),
  };
}

function expectedRevisionOf({ headers }: FastifyRequest, required: boolean): number | undefined {
  const given = headers['if-match'];
  if (given === undefined) {
    if (!required) return undefined;
    throw new Refused(428, 'PRECONDITION_REQUIRED', 'Say by If-Match which revision is changed.');
  }
  if (given.trim() === '*') return undefined;
  const revision = /^\s*"(0|[1-9]\d{0,15})"\s*$/.exec(given)?.[1];
  if (revision !== undefined && Number.isSafeInteger(Number(revision))) return Number(revision);
  throw wrong({ header: 'If-Match', message: 'must be one ETag of an earlier answer, like "3"' });
}

/** Reads what PutCondition gives. */
export function putCondition(_: unknown, context: ExecutionContext): number | '*' | undefined {
  const request = requestOf(context);
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (noneMatch === undefined) return match?.trim() === '*' ? '*' : expectedRevisionOf(request, false);
  const refused = (message: string) => wrong({ header: 'If-None-Match', message });
  if (noneMatch.trim() !== '*') throw refused('must be * with a write');
  if (match !== undefined) throw refused('cannot be given together with If-Match');
  return NO_STREAM;
}

function minPositionOf({ headers }: FastifyRequest): string | undefined {
  const given = one(headers['daybook-min-position']);
  if (given === undefined || /^[\x21-\x7e]{1,2000}$/.test(given)) return given;
  throw wrong({ header: 'Daybook-Min-Position', message: 'must be the Daybook-Position of an earlier answer' });
}

/** Documents a header where it is read. */
const documented =
  (name: string, required = false): ParameterDecorator =>
  (target, key) => {
    const handler = key && Object.getOwnPropertyDescriptor(target, key);
    if (handler) ApiHeader({ name, required })(target, key, handler);
  };

/** The idempotency key: string or undefined. Every write takes one, this or not, and is documented so. */
export const IdempotencyKey = createParamDecorator((_: unknown, context) => idempotencyKeyOf(requestOf(context)));

/** The revision that the caller has seen: number, or undefined for any. */
export const IfMatch = createParamDecorator(
  (_: unknown, context) => expectedRevisionOf(requestOf(context), false),
  [documented('If-Match')],
);

/** The revision that the caller has seen, or undefined for any, which must be said by `*`; 428 without. */
export const RequiredIfMatch = createParamDecorator(
  (_: unknown, context) => expectedRevisionOf(requestOf(context), true),
  [documented('If-Match', true)],
);

/**
 * What is there before a put: the revision that the caller has seen, NO_STREAM where there must be none yet
 * (`If-None-Match: *`), `*` for any (`If-Match: *`), or undefined where it does not matter.
 */
export const PutCondition = createParamDecorator(putCondition, [documented('If-Match'), documented('If-None-Match')]);

/** The Preferences of a request. */
export const Prefer = createParamDecorator(
  (_: unknown, context) => preferencesOf(requestOf(context).headers.prefer),
  [documented('Prefer')],
);

/** The token of the write that a read must show: string or undefined. */
export const MinPosition = createParamDecorator(
  (_: unknown, context) => minPositionOf(requestOf(context)),
  [documented('Daybook-Min-Position')],
);

const pathPipe = (name: string, must: string, read: (value: string) => string | undefined): PipeTransform => ({
  transform(value: string) {
    const known = read(value);
    if (known === undefined) throw wrong({ pointer: `/${name}`, message: `must be ${must}` });
    return known;
  },
});

/** A UUID in the path, in lower case as ids are written. */
export const Id = (name = 'id') =>
  Param(
    name,
    pathPipe(name, 'a UUID', (value) => (isUuid(value) ? value.toLowerCase() : undefined)),
  );

/** A SKU in the path. */
export const Sku = (name = 'sku') =>
  Param(
    name,
    pathPipe(name, 'a SKU', (value) => (isSku(value) ? value : undefined)),
  );

/** Any other name in the path, as long as the RPC takes it. */
export const Name = (name: string, max: number) =>
  Param(
    name,
    pathPipe(name, `a text of 1 to ${max} characters`, (value) => (isText(value, { min: 1, max }) ? value : undefined)),
  );
