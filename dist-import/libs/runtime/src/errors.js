var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Catch, HttpException, Injectable, Logger } from '@nestjs/common';
import { throwError } from 'rxjs';
import { AppError } from '#ports';
import { unsupported, tooLarge } from './http/body.js';
import { problemOf, problemType } from './problems.js';
import { Refused } from './refused.js';
import { internalStatus, toStatus } from './grpc/status.js';
import { traceId } from './trace.js';
/** What each kind of error is over HTTP. */
const STATUS = {
    invalid: 400,
    unauthenticated: 401,
    forbidden: 403,
    notFound: 404,
    exists: 409,
    rejected: 409,
    conflict: 412,
    unprocessable: 422,
    exhausted: 429,
    unavailable: 503,
    timeout: 504,
};
const log = new Logger('errors');
/** The one place where what a controller throws becomes an answer: a problem document over HTTP, a status over gRPC. */
let ErrorFilter = class ErrorFilter {
    catch(thrown, host) {
        if (host.getType() === 'rpc')
            return throwError(() => (thrown instanceof AppError ? toStatus(thrown) : internal(thrown)));
        return answerProblem(thrown, host.switchToHttp().getResponse());
    }
};
ErrorFilter = __decorate([
    Catch(),
    Injectable()
], ErrorFilter);
export { ErrorFilter };
function internal(thrown) {
    logFault(thrown);
    return internalStatus(traceId());
}
function logFault(thrown) {
    log.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
}
/** Answers with the problem document of an error (RFC 9457). A fault of ours is logged and told without detail. */
export function answerProblem(thrown, reply) {
    const error = known(thrown);
    if (!error)
        logFault(thrown);
    if (reply.sent)
        return;
    const { status, code, detail, errors, headers } = told(error);
    void reply
        .code(status)
        .headers(headers)
        .type('application/problem+json')
        .send({
        type: problemType(code),
        title: problemOf(code)?.title ?? problemOf(FALLBACK[status] ?? 'CONFLICT')?.title,
        status,
        detail,
        instance: `urn:request:${reply.request.id}`,
        code,
        traceId: traceId(),
        errors,
    });
}
/** The title of a code that no catalogue describes, by its status. */
const FALLBACK = {
    400: 'VALIDATION_FAILED',
    401: 'UNAUTHENTICATED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    412: 'VERSION_CONFLICT',
    429: 'RESOURCE_EXHAUSTED',
    503: 'UNAVAILABLE',
    504: 'DEADLINE_EXCEEDED',
};
function told(error) {
    if (!error)
        return { status: 500, code: 'INTERNAL', detail: 'The fault is recorded.', headers: {} };
    if (error instanceof Refused) {
        return { status: error.status, code: error.code, detail: error.message, headers: error.headers };
    }
    const { kind, code, message, errors, retryAfter } = error;
    const wait = retryAfter ?? (kind === 'unavailable' || kind === 'exhausted' ? 1 : undefined);
    return {
        status: STATUS[kind],
        code,
        detail: message,
        errors: errors.length ? errors : undefined,
        headers: {
            ...(wait !== undefined && { 'retry-after': String(Math.ceil(wait)) }),
            ...(kind === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
        },
    };
}
/** What someone did wrong, as we say it; undefined for a fault of ours. */
function known(thrown) {
    if (thrown instanceof AppError || thrown instanceof Refused)
        return thrown;
    const { code = '' } = Object(thrown);
    if (typeof code !== 'string')
        return undefined;
    if (code.startsWith('Z_'))
        return new Refused(400, 'BAD_CONTENT_ENCODING', 'The body is not gzip.');
    switch (code) {
        case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
            return unsupported('POST');
        case 'FST_ERR_CTP_BODY_TOO_LARGE':
            return tooLarge();
        case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
        case 'ECONNRESET':
            return new Refused(400, 'MALFORMED_REQUEST', 'The body has another length than was said.');
        case 'FST_ERR_BAD_URL':
            return new Refused(400, 'MALFORMED_REQUEST', 'The path is not encoded as it should be.');
        case 'FST_ERR_MAX_PARAM_LENGTH':
            return new Refused(414, 'URI_TOO_LONG', 'A part of the path is too long.');
    }
    return thrown instanceof HttpException && thrown.getStatus() === 404
        ? new Refused(404, 'NOT_FOUND', 'There is no such route.')
        : undefined;
}
//# sourceMappingURL=errors.js.map