/** What the edge itself refuses, before any context is asked: how a request is framed, not what it means. */
export class Refused extends Error {
    status;
    code;
    headers;
    constructor(status, code, message, headers = {}) {
        super(message);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }
}
//# sourceMappingURL=refused.js.map