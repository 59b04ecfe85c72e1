import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { Reactors, ReadSideKeeper } from '#eventing';
import { AdminGrpc } from './admin.grpc.js';
import { EngineWatch } from './engine-watch.js';
import { Readiness } from './health.js';

/** Shows what this process runs: to operators, and to whoever asks whether it is ready. */
@Module({ imports: [AuditModule], controllers: [AdminGrpc], providers: [EngineWatch] })
export class AdminModule {
  constructor(readiness: Readiness, keeper: ReadSideKeeper, reactors: Reactors) {
    readiness.register('projections', () => ({ ready: keeper.caughtUp() }));
    readiness.register('reactors', () => ({ ready: reactors.caughtUp() }));
    // Search that lags or is away holds up nothing else.
    readiness.register('search', () => ({ ready: true, detail: { caughtUp: keeper.indexesCaughtUp() } }));
  }
}
