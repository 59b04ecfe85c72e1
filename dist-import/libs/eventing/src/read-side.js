import { ReadModelPart } from '#ports';
import { eventingEntities, eventingMigrations } from './eventing.tables.js';
import { twinOf } from './twin.js';
/** The read side of one context: found by the runners at start. */
export class ReadSide extends ReadModelPart {
    projections;
    feeders;
    constructor(projections, feeders, migrations) {
        const entities = projections.flatMap(({ entity, children }) => (children ? [entity, children.entity] : [entity]));
        super([...entities, ...entities.map(twinOf), ...eventingEntities], [...eventingMigrations, ...migrations]);
        this.projections = projections;
        this.feeders = feeders;
    }
}
/** Tells the process that a module's read side is to be kept: one of the module's providers. */
export const provideReadSide = (side) => ({ provide: ReadModelPart, useValue: side });
/** The read sides that a process has. */
export const readSidesIn = (discovery) => discovery.getProviders().flatMap(({ instance }) => (instance instanceof ReadSide ? [instance] : []));
//# sourceMappingURL=read-side.js.map