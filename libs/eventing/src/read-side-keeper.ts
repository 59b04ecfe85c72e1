import type { Parked } from './eventing.tables.js';
import type { Rebuilt } from './rebuild.js';

/** How far a projection or a search index is. */
export interface KeptStatus {
  readonly name: string;
  /** Of its checkpoint, as the feed made it; empty before the first. */
  readonly position: string;
  readonly lag: number | undefined;
  /** Events per second over about the last minute. */
  readonly rate: number;
  readonly caughtUp: boolean;
  /** Streams that wait for an operator. */
  readonly parked: number;
  /** Events that a running rebuild has applied, of an index the documents that it has put. */
  readonly rebuilding: number | undefined;
}

/** A stream whose next event a consumer could not take. */
export type ToPark = Omit<Parked, 'id' | 'parkedAt' | 'attempts'>;

/**
 * Keeps what can be made again from the log: the rows of the projections, the documents of the search indexes, and what
 * consumers of events remember beside them. It alone writes them in this process, in this thread or in one of its own.
 */
export abstract class ReadSideKeeper {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Begins to keep; what lies between the checkpoints and the end of the log is taken in from then on. */
  abstract start(): Promise<void>;
  /** Takes nothing in any more; what is being written is waited for. */
  abstract stop(): Promise<void>;
  /** Whether a projection, or every one, has reached the end of the log that it saw at start or reconnection. */
  abstract caughtUp(projection?: string): boolean;
  /** The same for the search indexes. */
  abstract indexesCaughtUp(): boolean;
  abstract statuses(): Promise<readonly KeptStatus[]>;
  /** Resolves when a projection has written next, or after the time. */
  changed(projection: string, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const others = this.waiting.get(projection) ?? new Set();
      this.waiting.set(projection, others);
      const wake = () => {
        clearTimeout(timer);
        others.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      others.add(wake);
    });
  }

  /**
   * Builds a projection or an index again beside the one that serves, and puts it in its place; the streams that the
   * projection had parked are tried again then. Throws AppError `notFound`, and `rejected` where that is under way.
   */
  abstract rebuild(name: string): Promise<Rebuilt>;
  /** Whether there is a projection of this name. */
  abstract keeps(projection: string): boolean;
  /**
   * Tries a stream that a projection parked again from where it stopped, or the document that an index refused; tells
   * whether it goes on. Throws AppError `notFound` where neither has this name, as does `skip`.
   */
  abstract retry(name: string, stream: string): Promise<boolean>;
  /** Passes over the event at which a stream is parked, and goes on; a document is left out until it changes or its index is made again. */
  abstract skip(name: string, stream: string, revision: number): Promise<void>;
  /** Where another consumer goes on after a restart. */
  abstract saveCheckpoint(consumer: string, position: string): Promise<void>;
  /** Another consumer leaves a stream alone until an operator has seen to it. */
  abstract park(event: ToPark): Promise<void>;
  abstract unpark(consumer: string, stream: string): Promise<void>;

  /** To be called when a projection has written. */
  protected wake(projection: string): void {
    for (const wake of this.waiting.get(projection) ?? []) wake();
  }
}
