import type { Provider } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
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

/** Tells the process that a module's read side is to be kept: one of the module's providers. */
export const provideReadSide = (side: ReadSide): Provider => ({ provide: ReadModelPart, useValue: side });

/** The read sides that a process has. */
export const readSidesIn = (discovery: DiscoveryService): ReadSide[] =>
  discovery.getProviders().flatMap(({ instance }) => (instance instanceof ReadSide ? [instance] : []));
