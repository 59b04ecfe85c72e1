/** What the caller did wrong or ran into. Anything else that is thrown is a fault of ours and is answered without detail. */
export class AppError extends Error {
    kind;
    code;
    errors;
    retryAfter;
    constructor(kind, 
    /** What clients compare: UPPER_SNAKE_CASE, the same on both wires. */
    code, message = code, errors = [], 
    /** Seconds after which trying again makes sense. */
    retryAfter) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.errors = errors;
        this.retryAfter = retryAfter;
    }
}
/** Whether the same call may succeed later without a change: an outage, not an answer. */
export const isTransient = (error) => error instanceof AppError &&
    (error.kind === 'unavailable' || error.kind === 'timeout' || error.kind === 'exhausted' || error.kind === 'conflict');
//# sourceMappingURL=app-error.js.map