import { SnapshotStore, type EventStore, type Snapshot } from '#ports';

/** Snapshots in memory, for tests. */
export class MemorySnapshotStore extends SnapshotStore {
  private readonly kept = new Map<string, { readonly revision: number; readonly state: string }>();

  constructor(private readonly log: EventStore) {
    super();
  }

  override async load(stream: string, schema: string): Promise<Snapshot | undefined> {
    const kept = this.kept.get(key(stream, schema));
    if (!kept || !(await this.reaches(stream, kept.revision))) return undefined;
    return { revision: kept.revision, state: JSON.parse(kept.state) as unknown };
  }

  override async save(stream: string, schema: string, revision: number, state: unknown): Promise<void> {
    const text = JSON.stringify(state);
    if (!(await this.reaches(stream, revision))) return;
    const kept = this.kept.get(key(stream, schema));
    if (!kept || kept.revision < revision) this.kept.set(key(stream, schema), { revision, state: text });
  }

  override async drop() {
    this.kept.clear();
  }

  override close() {
    return Promise.resolve();
  }

  private async reaches(stream: string, revision: number) {
    return (await this.log.read(stream, { from: revision, limit: 1 })).length > 0;
  }
}

const key = (stream: string, schema: string) => JSON.stringify([stream, schema]);
