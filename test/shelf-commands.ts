import { MemoryEventStore, MemorySnapshotStore } from '#adapters';
import { Aggregates, DomainCommand, someMeta, type Decider } from '#eventing';
import { AppError, type EventStore, type NewEvent } from '#ports';

export class Take extends DomainCommand<number, { pieces: number }> {
  readonly type = 'Take';
}

/** Ten pieces, taken until there are none left; taking nothing changes nothing. */
export const shelf: Decider<number, Take, { type: 'Taken'; data: { pieces: number } }> = {
  category: 'shelf',
  schema: 1,
  events: { category: 'shelf', types: ['Taken'], upcasts: {} },
  initial: 10,
  decide({ data: { pieces } }, left) {
    if (pieces > left) throw new AppError('rejected', 'EMPTY');
    return pieces ? [{ type: 'Taken', data: { pieces } }] : [];
  },
  evolve: (left, { data: { pieces } }) => left - pieces,
};

/** The same, believed not to be there yet by every command to a stream that the process does not know. */
export const newShelf = { ...shelf, begins: () => true };

let commands = 0;
const FIRST = Date.parse('2026-01-01');
/** Each at a time of its own, as commands come, repeats too. */
export const take = (pieces: number, commandId = `c${++commands}`, expectedRevision?: number) =>
  new Take(
    '1',
    { pieces },
    { ...someMeta(new Date(FIRST + ++commands).toISOString(), uuid(commandId)), expectedRevision },
  );
export const uuid = (name: string) =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`;

/** A log that other processes write to as well, with answers that get lost. */
export class SharedLog extends MemoryEventStore {
  override readonly ordered = false as never;
  /** What becomes of the next appends: recorded and then not answered, or not recorded and not answered. */
  readonly fates: ('lost' | 'failed' | 'slow')[] = [];

  override async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    const fate = this.fates.shift();
    if (fate === 'failed') throw new Error('connection reset');
    await super.append(stream, expected, events);
    if (fate === 'lost') throw new Error('connection reset');
    if (fate === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** So many pieces more, as others have put them there one by one. */
export async function grown(store: EventStore, pieces: number): Promise<void> {
  const last = (await store.read('shelf-1', { direction: 'backwards', limit: 1 }))[0]?.revision ?? -1;
  const events = Array.from({ length: pieces }, () => {
    const { meta } = take(-1);
    return { id: meta.commandId, type: 'Taken', data: { pieces: -1 }, metadata: { ...meta, commandHash: 'x' } };
  });
  await store.append('shelf-1', last, events);
}

export const over = (store: EventStore) => new Aggregates(store, new MemorySnapshotStore(store));
