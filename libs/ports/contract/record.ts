import type { EventStore, NewEvent, RecordedEvent } from '#ports';

/** Appends, and gives the events as the log has them then. */
export async function record(
  store: EventStore,
  stream: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): Promise<RecordedEvent[]> {
  await store.append(stream, expectedRevision, events);
  return store.readPlaced(stream, { from: expectedRevision + 1, limit: events.length });
}
