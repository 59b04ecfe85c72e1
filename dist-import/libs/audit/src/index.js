export * from './audit.js';
export * from './audit.module.js';
export * from './audit-log.js';
export * from './audit-projections.js';
export * from './finding.js';
//# sourceMappingURL=index.js.map