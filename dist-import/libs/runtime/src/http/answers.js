import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiResponse } from '@nestjs/swagger';
import { answerHeaders } from './openapi.js';
/** Puts the headers of a write's answer, and gives back its body. */
export function answerWrite(reply, { revision, position, replayed }, body, { location, status, preferenceApplied } = {}) {
    void reply.header('etag', `"${revision}"`).header('daybook-position', position);
    if (replayed)
        void reply.header('idempotent-replayed', 'true');
    if (location)
        void reply.header('location', location);
    if (status)
        void reply.code(status);
    if (preferenceApplied)
        void reply.header('preference-applied', preferenceApplied);
    return body;
}
/** Puts the ETag of what is read, and gives it back; If-None-Match is answered from it. */
export function answerRead(reply, body) {
    void reply.header('etag', `"${body.revision}"`);
    return body;
}
/** Documents a route that answers with answerRead. */
export const AnswersRead = (type) => applyDecorators(ApiHeader({ name: 'If-None-Match' }), ApiResponse({ status: 200, type, headers: answerHeaders('ETag') }), ApiResponse({ status: 304, description: 'The caller has it already.', headers: answerHeaders('ETag') }));
/** Documents, and gives its status to, a route that answers with answerWrite. */
export const AnswersWrite = (type, status = 200) => applyDecorators(HttpCode(status), ApiResponse({ status, type, headers: answerHeaders('ETag', 'Daybook-Position') }));
/** Documents a route that answers with answerWrite and the address of what it has created. */
export const AnswersCreated = (type, ...more) => ApiResponse({ status: 201, type, headers: answerHeaders('ETag', 'Location', 'Daybook-Position', ...more) });
/** Documents, and gives its status to, a route that begins what takes long and says where it can be looked at. */
export const AnswersAccepted = (type) => applyDecorators(HttpCode(202), ApiAcceptedResponse({ type, headers: answerHeaders('Location') }));
//# sourceMappingURL=answers.js.map