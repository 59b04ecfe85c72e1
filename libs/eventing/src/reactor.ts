import type { StreamEvent } from '#ports';

/**
 * Turns events into calls: at least once, per stream in order. Found by the runner as a provider of a module. Within a
 * process it hears of events ahead of the disk, where the log allows it; what it calls is on disk after them, or not at all.
 */
export abstract class Reactor {
  /** Name of its checkpoint. */
  abstract readonly name: string;
  /** The streams that it reads, by the first part of their name. */
  abstract readonly categories: readonly string[];
  /**
   * As FeedOptions.lingerMs. More than 0 for one whose own app records what it reads: it hears of most of it at once, and
   * the feed only confirms that.
   */
  readonly lingerMs: number = 0;
  /**
   * What happens because of the event; undefined: nothing. A transient AppError is tried again, the stream waiting; any
   * other error parks the event and what follows it in its stream.
   */
  abstract react(event: StreamEvent): Promise<void> | undefined;
}
