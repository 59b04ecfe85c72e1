import { randomBytes } from 'node:crypto';
import { callContext } from '#ports';

const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The W3C trace context of a request: the caller's, or a new one where there is none that can be read. */
export const traceparentFrom = (given: string | undefined): string =>
  given !== undefined && TRACEPARENT.test(given)
    ? given
    : `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** The trace that the present call belongs to. */
export const traceId = (): string | undefined => callContext()?.traceparent?.slice(3, 35);
