/** A value as of a revision of what it was read from. */
export interface Cached {
  readonly value: unknown;
  readonly revision: number;
}

/**
 * A cache that may forget anything at any time. A value carries the revision it was read at: an older fill never
 * overwrites a newer one, nor the news that there is a newer one.
 */
export abstract class Cache {
  /** The value, or what `load` gives; one load at a time per key, shared by all who ask meanwhile. */
  abstract through<T>(key: string, ttlMs: number, load: () => Promise<{ value: T; revision: number }>): Promise<T>;
  /** The value at `key` is at least at this revision now: what is older is dropped and a fill below it is not kept. */
  abstract invalidate(key: string, revision: number): Promise<void>;
  /** A plain value, without a revision. */
  abstract get<T>(key: string): Promise<T | undefined>;
  abstract set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /** Sets the value only where there is none; tells whether it did. */
  abstract add(key: string, value: unknown, ttlMs: number): Promise<boolean>;
  abstract delete(key: string): Promise<void>;
  /** Adds one to a counter that starts at 0 and ends `ttlMs` after its first use; gives its new value. */
  abstract increment(key: string, ttlMs: number): Promise<number>;
  abstract close(): Promise<void>;
}
