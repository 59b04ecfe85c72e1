import { snapshotStoreContract } from '#contract/snapshot-store';
import { MemoryEventStore } from './event-store.js';
import { MemorySnapshotStore } from './snapshot-store.js';

describe('snapshots in memory', () => {
  snapshotStoreContract(
    async () => {
      const log = new MemoryEventStore();
      return { log, snapshots: new MemorySnapshotStore(log) };
    },
    ({ log }) => log.close(),
  );
});
