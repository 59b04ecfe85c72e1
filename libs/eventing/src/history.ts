import type { StreamEvent } from '#ports';

/** A recorded event as clients see it. */
export interface HistoryEntry {
  revision: number;
  stream: string;
  type: string;
  /** When it was recorded. */
  at: string;
  actor: string;
  eventId: string;
  causationId: string;
  correlationId: string;
  data: Record<string, unknown>;
}

/** A part of an entity that is different at two points of its history. */
export interface Difference {
  /** RFC 6901. */
  pointer: string;
  before?: unknown;
  after?: unknown;
}

export const historyEntry = ({ revision, stream, type, id, data, metadata }: StreamEvent): HistoryEntry => ({
  revision,
  stream,
  type,
  at: metadata.at,
  actor: metadata.actor,
  eventId: id,
  causationId: metadata.causationId,
  correlationId: metadata.correlationId,
  data: data as Record<string, unknown>,
});

/** Where two JSON values differ: a pointer (RFC 6901) to each part, with what it was and is; what was not there is absent. */
export function differences(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (before === after) return [];
  if (isParts(before) && isParts(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(before[name], after[name], `${pointer}/${escaped(name)}`));
  }
  return [{ pointer, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

const isParts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
