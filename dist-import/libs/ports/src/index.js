export * from './app-error.js';
export * from './cache.js';
export * from './call-context.js';
export * from './cannot-start.js';
export * from './event-feed.js';
export * from './event-store.js';
export * from './read-model.js';
export * from './restorable.js';
export * from './search-checks.js';
export * from './search-index.js';
export * from './search-words.js';
export * from './snapshot-store.js';
export * from './turns.js';
//# sourceMappingURL=index.js.map