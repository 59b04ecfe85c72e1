import type { RecordedEvent, Subscription } from './event-store.js';

/** Where a consumer goes on: opaque to it, made by the feed. */
export type FeedPosition = string;

export interface FeedBatch {
  /** Per stream in order, first occurrences complete; late duplicates are possible. */
  readonly events: readonly RecordedEvent[];
  /** Where to go on once the whole batch is done. */
  readonly position: FeedPosition;
}

export interface FeedOptions {
  /** Name of the consumer: replicas with the same name share the work where the engine can. */
  readonly group: string;
  /** First parts of stream names: only their events are delivered. */
  readonly categories: readonly string[];
  /** The position kept by the consumer; undefined: from the start of the log. A feed that keeps positions ignores it. */
  readonly from?: FeedPosition | undefined;
  /** Most events in a batch; default 500. */
  readonly batchSize?: number;
  /**
   * How long the feed waits at its end, after a batch that was not full, for more events to deliver together, under load
   * several times as long; default 0. For consumers whose work per batch outweighs their work per event.
   */
  readonly lingerMs?: number;
  /** Called once the consumer has reached the head that was seen at start or at reconnection, and false when contact is lost. */
  readonly onCaughtUp?: (caughtUp: boolean) => void;
}

/** How events reach consumers: a catch-up subscription on the log, or Kafka. At least once, in order per stream. */
export abstract class EventFeed {
  /**
   * Whether the engine keeps how far each group is, so that `from` is ignored: what a group has taken over is not brought
   * again, also where the consumer has lost all that it had made of it.
   */
  readonly keepsPositions: boolean = false;

  /** Told of each record that was passed over, since it names no event of the log. A feed that is the log has none. */
  onPassedOver: (group: string, passed: { readonly reason: string }) => void = () => undefined;

  /**
   * Delivers batches one after another. A handler that resolved has taken the batch over for good; one that throws
   * gets it again after a pause.
   */
  abstract subscribe(options: FeedOptions, handler: (batch: FeedBatch) => Promise<void>): Subscription;

  /** How many events a position is behind the log's end, of many at least 1,000; undefined where it is not known. */
  abstract lag(group: string, position: FeedPosition | undefined): Promise<number | undefined>;

  /**
   * A position of the log up to which a group has taken over all that it is to get, so far as that is known; 0 where it
   * is not. `position` is the last one that it has kept.
   */
  abstract taken(group: string, position: FeedPosition | undefined): Promise<number>;
}
