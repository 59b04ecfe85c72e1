/** A value as of a revision of what it was read from. */
export interface Cached<T> {
  readonly value: T;
  readonly revision: number;
}

/**
 * A cache that may forget anything at any time. Values are JSON: everybody who reads one gets a copy, whether it was
 * stored or just loaded. A key is used in one way only: filled by `through`, set as a plain value, or counted.
 */
export abstract class Cache {
  /**
   * The value, or what `load` gives; in one process one load at a time per key, shared by all who ask meanwhile. The
   * value is kept for `ttlMs` give or take a tenth, so that what was filled together does not end together. A load that
   * fails is not kept: who waited for it gets its error, the next one loads again.
   *
   * An older fill never overwrites a newer one, nor the news that there is a newer one: a load that comes back below a
   * revision named by `invalidate` is repeated once, and if it still is below, its value is given but not kept.
   */
  abstract through<T>(key: string, ttlMs: number, load: () => Promise<Cached<T>>): Promise<T>;
  /** What `key` was read from has this revision now: an older value is dropped and a fill below it is not kept. */
  abstract invalidate(key: string, revision: number): Promise<void>;
  /** A plain value, without a revision; undefined where there is none. */
  abstract get<T>(key: string): Promise<T | undefined>;
  abstract set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /** Sets the value only where there is none; tells whether it did. Of many at once one does. */
  abstract add(key: string, value: unknown, ttlMs: number): Promise<boolean>;
  abstract delete(key: string): Promise<void>;
  /** Adds one to a counter that starts at 0 and ends `ttlMs` after its first use; gives its new value. */
  abstract increment(key: string, ttlMs: number): Promise<number>;
  abstract close(): Promise<void>;
}
