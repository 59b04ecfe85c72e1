export * from './log-feed/log-feed.js';
export * from './embedded-search/search-index.js';
export * from './memory/cache.js';
export * from './memory/event-store.js';
export * from './memory/snapshot-store.js';
export * from './sqlite/event-store.js';
export * from './sqlite/log-follower.js';
export { LOG_WRITER } from './sqlite/log-writer-thread.js';
export * from './sqlite/read-model.js';
export * from './sqlite/snapshot-store.js';
export { WriterLock } from './sqlite/writer-lock.js';
//# sourceMappingURL=index.js.map