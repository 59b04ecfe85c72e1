import type { ColumnOptions } from 'typeorm';
import type { DomainEvent, EventCatalogue, Recorded } from './codec.js';

/** A row that follows from one stream. */
export interface ProjectedRow {
  /** Second part of the stream's name. */
  id: string;
  /** Last revision of the stream that the row shows; kept by the runner. */
  revision: number;
}

/** A row that follows from a projected row: a line of an order. */
export interface ChildRow {
  id: string;
  parentId: string;
}

/**
 * A read model: rows of one table, each from one stream. Pure, so that a rebuild gives the same rows: no clock, no
 * look-ups. A changed set of handled events or changed rows are a new name (`order_summary_2`).
 */
export interface Projection<Row extends ProjectedRow = ProjectedRow, Event extends DomainEvent = DomainEvent> {
  /** Name of its checkpoint. */
  readonly name: string;
  /** The streams that it reads, by the first part of their name. */
  readonly category: string;
  readonly events?: EventCatalogue;
  /** Its table; the primary column is `id`. */
  readonly entity: new () => Row;
  /** The row after the event; undefined as long as there is none. The runner sets id and revision. */
  evolve(row: Row | undefined, event: Recorded<Event>): Omit<Row, 'id' | 'revision'> | undefined;
  /** Rows of a second table that follow from a row; written whenever they change with it. */
  readonly children?: {
    readonly entity: new () => ChildRow;
    of(row: Row): readonly ChildRow[];
  };
}

/** Declares a projection with its types inferred, and forgets them for the runner. */
export const projection = <Row extends ProjectedRow, Event extends DomainEvent>(
  declared: Projection<Row, Event>,
): Projection => declared as unknown as Projection;

/** Options of a column for whole numbers up to 2^53: `@Column(integer)`. MySQL gives them as text, SQLite as numbers. */
export const integer = {
  type: 'bigint',
  transformer: {
    to: (value: number | null | undefined) => value,
    from: (value: string | number | null) => (value === null ? null : Number(value)),
  },
} as const satisfies ColumnOptions;

/** Options of a column for a time: ISO 8601, UTC, milliseconds, which sorts as text. */
export const time = { type: 'varchar', length: 24 } as const satisfies ColumnOptions;
