export * from './aggregates.js';
export * from './events/index.js';
export * from './gen/index.js';
export * from './imports.js';
export * from './problems.js';
export * from './rules.js';
export * from './scopes.js';
//# sourceMappingURL=index.js.map