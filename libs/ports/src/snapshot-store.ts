/** A folded state as of a revision of its stream. */
export interface Snapshot {
  readonly revision: number;
  /** JSON. */
  readonly state: unknown;
}

/**
 * Folded states, kept so that a long stream need not be read from its start. Only a cache: it may forget anything at
 * any time, and what it cannot vouch for it does not give.
 */
export abstract class SnapshotStore {
  /**
   * The latest state of a stream that was folded by this schema version; undefined when there is none, when it is
   * damaged, or when the log does not reach its revision.
   */
  abstract load(stream: string, schema: string): Promise<Snapshot | undefined>;

  /**
   * Keeps a state, unless a later one is kept already or the log has not reached the revision yet. Throws when it
   * could not be written: callers log that and go on, since nothing is lost.
   */
  abstract save(stream: string, schema: string, revision: number, state: unknown): Promise<void>;

  /** Forgets every snapshot. */
  abstract drop(): Promise<void>;

  abstract close(): Promise<void>;
}
