/** What the edge itself refuses, before any context is asked: how a request is framed, not what it means. */
export class Refused extends Error {
  constructor(
    readonly status: 400 | 404 | 405 | 406 | 408 | 413 | 414 | 415 | 428 | 431 | 503,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
