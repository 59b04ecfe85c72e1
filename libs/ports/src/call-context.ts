import { AsyncLocalStorage } from 'node:async_hooks';

/** What travels with a call beside its request: in gRPC metadata between processes, here within one. */
export interface CallContext {
  /** Who calls: the actor of every event that follows; `anonymous` where there is no identity. */
  readonly principal: string;
  /** What everything that follows from one request shares; UUID. */
  readonly correlationId: string;
  /** The event that led to the call; absent for a request from outside. */
  readonly causationId?: string | undefined;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
  /** `performance.now()` after which no one waits for the answer. */
  readonly deadline: number;
  /** Aborted when the caller has gone. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Set for a reaction inside the process: the caller sends nothing out of the process before what it was told is on
   * disk, so it is answered as soon as its command is decided. Holds the epoch of the log at the start of the chain:
   * after a failed append all that was folded on it is void. `settled` resolves when all that was decided is on disk:
   * to be awaited before anything leaves the process.
   */
  readonly ahead?: { readonly epoch: number; settled(): Promise<void> } | undefined;
}

const storage = new AsyncLocalStorage<CallContext>();

/** The context of the present call; undefined outside of any. */
export const callContext = (): CallContext | undefined => storage.getStore();

/** Runs a function in a context. */
export const inContext = <T>(context: CallContext, run: () => T): T => storage.run(context, run);
