import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Audit } from './audit.js';

/** The audit, for a process that has a log and read models. */
@Module({ imports: [DiscoveryModule], providers: [Audit], exports: [Audit] })
export class AuditModule {}
