import type { EventStore, RecordedEvent } from './event-store.js';

/** What a store has where a whole log can be moved into it faster than by appending its events one after another. */
export interface Restorable {
  /**
   * Records events of another log, with their revisions and in their order, right behind the position `after`: all of
   * them or none. AppError `conflict` where the log does not end there, or a stream not where its first event needs it:
   * nobody else may write to the log meanwhile.
   * @returns position of the last of them
   */
  restore(after: number, events: readonly RecordedEvent[]): Promise<number>;
}

export const isRestorable = (store: EventStore): store is EventStore & Restorable => 'restore' in store;
