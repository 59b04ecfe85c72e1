import { v5 as uuidv5 } from 'uuid';
import type { RecordedEvent } from '#ports';

type Data = Record<string, unknown>;
export type Log = readonly RecordedEvent[];

/** Gives every event the position, the revision and the ids that an honest writer would give it: only what it says is wrong. */
export function sealed(log: Log): RecordedEvent[] {
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  return log.map((event, i) => {
    const revision = (revisions.get(event.stream) ?? -1) + 1;
    revisions.set(event.stream, revision);
    const twin = ids.has(event.id);
    const id = twin ? uuidv5(`again ${i}`, event.id) : event.id;
    ids.add(id);
    const metadata = twin ? { ...event.metadata, commandId: uuidv5(`again ${i}`, event.id) } : event.metadata;
    return { ...event, id, metadata, revision, position: i + 1 };
  });
}

/** Index of the nth event of a type, counted from 0; from the last with −1. */
export function at(log: Log, type: string, nth = 0): number {
  const found = log.flatMap((event, i) => (event.type === type ? [i] : [])).at(nth);
  if (found === undefined) throw new Error(`There is no ${type} ${nth}`);
  return found;
}

export const drop = (log: Log, i: number): RecordedEvent[] => log.toSpliced(i, 1);

export const insert = (log: Log, i: number, event: RecordedEvent): RecordedEvent[] => log.toSpliced(i, 0, event);

/** The same event again, at another place or right behind itself. */
export const double = (log: Log, i: number, to = i + 1): RecordedEvent[] => insert(log, to, log[i]!);

export const move = (log: Log, from: number, to: number): RecordedEvent[] =>
  log.toSpliced(from, 1).toSpliced(to, 0, log[from]!);

export function swap(log: Log, i: number, j: number): RecordedEvent[] {
  const swapped = [...log];
  [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
  return swapped;
}

/** The event with changed data. */
export function alter(log: Log, i: number, change: (data: never) => unknown): RecordedEvent[] {
  const event = log[i]!;
  const data = structuredClone(event.data) as never;
  return log.with(i, { ...event, data: change(data) ?? data });
}

/** Sets what stands at a path in the data. */
export const set =
  (value: unknown, ...path: readonly (string | number)[]) =>
  (data: never): void => {
    let place = data as Data;
    for (const key of path.slice(0, -1)) place = place[key] as Data;
    place[path.at(-1)!] = value;
  };
