import { randomFillSync } from 'node:crypto';
import { callContext } from '#ports';

const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

const pool = Buffer.alloc(4_096);
let unused = 0;

/** Random bytes; they are fetched for many requests at once, since each fetch has its price. */
function randomBytes16(): Buffer {
  if (unused < 16) {
    randomFillSync(pool);
    unused = pool.length;
  }
  unused -= 16;
  return Buffer.from(pool.subarray(unused, unused + 16));
}

/** The W3C trace context of a request: the caller's, or a new one where there is none that can be read. */
export const traceparentFrom = (given: string | undefined): string =>
  given !== undefined && TRACEPARENT.test(given)
    ? given
    : `00-${randomBytes16().toString('hex')}-${randomBytes16().toString('hex', 8)}-01`;

/** The trace that a context belongs to. */
export const traceIn = (traceparent: string): string => traceparent.slice(3, 35);

/** The trace that the present call belongs to. */
export function traceId(): string | undefined {
  const traceparent = callContext()?.traceparent;
  return traceparent && traceIn(traceparent);
}
