import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Aggregates } from './aggregates.js';
import { Claims } from './claims.js';
import { IndexFeeders } from './index-feeders.js';
import { Numbers } from './numbers.js';
import { ParkedEvents } from './parked.js';
import { Projections } from './projections.js';
import { Reactors } from './reactors.js';

const parts = [Aggregates, Claims, Numbers, Projections, Reactors, IndexFeeders, ParkedEvents];

/** The write path and the runners of the read side, one of each per process. */
@Global()
@Module({ imports: [DiscoveryModule], providers: parts, exports: parts })
export class EventingModule {}
