import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#ports';
import { answerProblem } from '../errors.js';
import { randomBytes16, traceparentFrom } from '../trace.js';
import { preferencesOf } from './headers.js';
/** What a REST request says of itself, for whatever it calls. */
export class RequestContext {
    /** Until it is known who calls. */
    principal = 'anonymous';
    correlationId = uuidv7({ random: randomBytes16() });
    traceparent;
    deadline;
    signal;
    /** @param timeoutMs time for the whole request; a wait that it prefers comes on top */
    constructor({ headers }, reply, timeoutMs) {
        const limit = timeoutMs + (preferencesOf(headers.prefer).wait ?? 0) * 1_000;
        const gone = new AbortController();
        this.signal = gone.signal;
        this.traceparent = traceparentFrom(headers['traceparent']);
        this.deadline = performance.now() + limit;
        const timer = setTimeout(() => {
            // A stream that has begun goes on: only an answer is awaited.
            if (reply.sent || reply.raw.headersSent)
                return;
            gone.abort();
            answerProblem(new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.'), reply);
        }, limit).unref();
        reply.raw.once('close', () => {
            clearTimeout(timer);
            if (!reply.raw.writableFinished)
                gone.abort();
        });
    }
}
//# sourceMappingURL=request-context.js.map