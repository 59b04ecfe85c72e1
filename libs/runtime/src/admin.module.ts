import { Module } from '@nestjs/common';
import { IndexFeeders, Projections, Reactors } from '#eventing';
import { AdminGrpc } from './admin.grpc.js';
import { Readiness } from './health.js';

/** Shows what this process runs: to operators, and to whoever asks whether it is ready. */
@Module({ controllers: [AdminGrpc] })
export class AdminModule {
  constructor(readiness: Readiness, projections: Projections, reactors: Reactors, feeders: IndexFeeders) {
    readiness.register('projections', () => ({ ready: projections.caughtUp() }));
    readiness.register('reactors', () => ({ ready: reactors.caughtUp() }));
    // Search that lags or is away holds up nothing else.
    readiness.register('search', () => ({ ready: true, detail: { caughtUp: feeders.caughtUp() } }));
  }
}
