import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { AppError, type CallContext } from '#ports';
import { answerProblem } from '../errors.js';
import { traceparentFrom } from '../trace.js';
import { preferencesOf } from './headers.js';

/** What a REST request says of itself, for whatever it calls. */
export class RequestContext implements CallContext {
  readonly principal = 'anonymous';
  readonly correlationId = uuidv7();
  readonly traceparent: string;
  readonly deadline: number;
  private readonly timer: NodeJS.Timeout;
  private gone: AbortController | undefined;
  private isGone = false;

  /** @param timeoutMs time for the whole request; a wait that it prefers comes on top */
  constructor({ headers, raw }: FastifyRequest, reply: FastifyReply, timeoutMs: number) {
    const wait = (preferencesOf(headers.prefer).wait ?? 0) * 1_000;
    this.traceparent = traceparentFrom(headers['traceparent'] as string | undefined);
    this.deadline = performance.now() + timeoutMs + wait;
    this.timer = setTimeout(() => {
      // A stream that has begun goes on: only an answer is awaited.
      if (reply.sent) return;
      this.abort();
      answerProblem(new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.'), reply);
    }, timeoutMs + wait).unref();
    raw.socket.setNoDelay(true);
    reply.raw.once('close', () => {
      clearTimeout(this.timer);
      if (!reply.raw.writableFinished) this.abort();
    });
  }

  /** Made when it is first asked for: most requests end before anyone does. */
  get signal(): AbortSignal {
    this.gone ??= new AbortController();
    if (this.isGone) this.gone.abort();
    return this.gone.signal;
  }

  private abort(): void {
    this.isGone = true;
    this.gone?.abort();
  }
}
