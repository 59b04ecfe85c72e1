import type { NewEvent } from '#ports';

/** NUL, or half of a surrogate pair: stores cut such texts off or change them, and two names would become one. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Refuses, with a TypeError, what a store could not give back as it was. */
export function assertStorable(stream: string, events: readonly NewEvent[]) {
  if (!stream || UNSTORABLE.test(stream)) throw new TypeError(`${JSON.stringify(stream)} cannot name a stream`);
  for (const { id, type } of events)
    if (UNSTORABLE.test(id) || UNSTORABLE.test(type)) throw new TypeError(`An event of ${stream} has a bad id or type`);
}

/** The JSON of a value; a TypeError where there is none. */
export function json(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} is not JSON`);
  return text;
}
