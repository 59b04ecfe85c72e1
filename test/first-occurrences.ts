import type { RecordedEvent } from '#ports';

/** What a consumer makes of a delivery: each event once, by stream; a gap or a wrong order is an error. */
export class FirstOccurrences {
  readonly streams = new Map<string, RecordedEvent[]>();
  count = 0;
  repeats = 0;

  readonly take = (events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      const known = this.streams.get(event.stream) ?? [];
      this.streams.set(event.stream, known);
      if (event.revision > known.length) {
        throw new Error(`${event.stream}@${event.revision} came when ${known.length} was due`);
      }
      if (event.revision < known.length) this.repeats++;
      else {
        known.push(event);
        this.count++;
      }
    }
  };
}
