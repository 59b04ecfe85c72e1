import type { FastifyReply, FastifyRequest } from 'fastify';
import { uuidv7 } from '#eventing';
import { AppError, type CallContext } from '#ports';
import { answerProblem } from '../errors.js';
import { traceparentFrom } from '../trace.js';
import { preferencesOf } from './headers.js';

/** What a REST request says of itself, for whatever it calls. */
export class RequestContext implements CallContext {
  /** Until it is known who calls. */
  principal = 'anonymous';
  readonly correlationId = uuidv7();
  readonly traceparent: string;
  readonly deadline: number;
  readonly signal: AbortSignal;

  /** @param timeoutMs time for the whole request; a wait that it prefers comes on top */
  constructor({ headers }: FastifyRequest, reply: FastifyReply, timeoutMs: number) {
    const limit = timeoutMs + (preferencesOf(headers.prefer).wait ?? 0) * 1_000;
    const gone = new AbortController();
    this.signal = gone.signal;
    this.traceparent = traceparentFrom(headers['traceparent'] as string | undefined);
    this.deadline = performance.now() + limit;
    const timer = setTimeout(() => {
      // A stream that has begun goes on: only an answer is awaited.
      if (reply.sent || reply.raw.headersSent) return;
      gone.abort();
      answerProblem(new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.'), reply);
    }, limit).unref();
    reply.raw.once('close', () => {
      clearTimeout(timer);
      if (!reply.raw.writableFinished) gone.abort();
    });
  }
}
