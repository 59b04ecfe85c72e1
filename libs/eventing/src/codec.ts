import { AppError, type StreamEvent } from '#ports';

/** A fact as deciders see it. */
export interface DomainEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Turns the data of an old version into the next one; applied again until the type is a current one. */
export type Upcast = (data: never) => DomainEvent;

/** The events of one category: what is written today, and how what was written before is read. */
export interface EventCatalogue {
  readonly category: string;
  /** Types that are written today. */
  readonly types: readonly string[];
  /** By stored type: `{ OrderPlaced: (data) => ({ type: 'OrderPlaced.v2', data: { …data, currency: 'GBP' } }) }`. */
  readonly upcasts: Readonly<Record<string, Upcast>>;
}

/** An event of a domain with what the log knows of it. */
export type Recorded<Event extends DomainEvent, Stored extends StreamEvent = StreamEvent> = Event &
  Omit<Stored, 'type' | 'data'>;

/**
 * The event as today's code knows it. A type or version that it does not know is refused, never skipped: what follows
 * would be decided on half of the truth.
 */
export function decode<Event extends DomainEvent, Stored extends StreamEvent = StreamEvent>(
  catalogue: EventCatalogue,
  stored: Stored,
): Recorded<Event, Stored> {
  let { type, data }: DomainEvent = stored;
  while (!catalogue.types.includes(type)) {
    const upcast = catalogue.upcasts[type];
    if (!upcast) {
      const where = `revision ${stored.revision} of ${stored.stream}`;
      throw new AppError('unavailable', 'UNKNOWN_EVENT', `This version does not know the event ${type} at ${where}.`);
    }
    ({ type, data } = upcast(data as never));
  }
  return (type === stored.type ? stored : { ...stored, type, data }) as unknown as Recorded<Event, Stored>;
}
