import type { Provider } from '@nestjs/common';
import { ReadModelPart } from '#ports';
import { eventingEntities, eventingMigrations } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import type { Projection } from './projection.js';
import { twinOf } from './twin.js';

/** The read side of one context: found by the runners at start. */
export class ReadSide extends ReadModelPart {
  constructor(
    readonly projections: readonly Projection[],
    readonly feeders: readonly IndexFeeder[],
    migrations: ReadModelPart['migrations'],
  ) {
    const entities = projections.flatMap(({ entity, children }) => (children ? [entity, children.entity] : [entity]));
    super([...entities, ...entities.map(twinOf), ...eventingEntities], [...eventingMigrations, ...migrations]);
  }
}

/** Declares a context's projections, the documents it feeds to the search index and its migrations: a module's providers. */
export const readSide = (of: {
  readonly projections: readonly Projection[];
  readonly feeders?: readonly IndexFeeder[];
  readonly migrations: ReadModelPart['migrations'];
}): Provider => ({
  provide: ReadModelPart,
  useValue: new ReadSide(of.projections, of.feeders ?? [], of.migrations),
});
