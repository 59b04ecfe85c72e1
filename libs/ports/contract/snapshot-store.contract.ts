import { NO_STREAM, type EventStore, type SnapshotStore } from '#ports';
import { sampleCategory, sampleEvent } from './sample-event.js';

/** Snapshots, and the log that they are folded from. */
export interface Snapshots {
  readonly snapshots: SnapshotStore;
  readonly log: EventStore;
}

/** What every snapshot store guarantees. It may forget, but here nothing gives it a reason to. */
export function snapshotStoreContract(open: () => Promise<Snapshots>, close: (opened: Snapshots) => Promise<void>) {
  let opened: Snapshots;
  let stream: string;
  beforeEach(async () => {
    opened = await open();
    stream = `${sampleCategory()}-1`;
    await opened.log.append(stream, NO_STREAM, [sampleEvent('A'), sampleEvent('B'), sampleEvent('C')]);
  });
  afterEach(() => close(opened));

  it('gives back the state that was saved, with its revision', async () => {
    const state = { n: 1, text: 'é 😀 \u0000', list: [{ deep: null }] };
    await opened.snapshots.save(stream, '1', 2, state);
    expect(await opened.snapshots.load(stream, '1')).toEqual({ revision: 2, state });
  });

  it('knows nothing of another stream or another schema version', async () => {
    await opened.snapshots.save(stream, '1', 2, {});
    expect(await opened.snapshots.load(stream, '2')).toBeUndefined();
    expect(await opened.snapshots.load(stream.toUpperCase(), '1')).toBeUndefined();
  });

  it('keeps the later of two states, whichever is saved last', async () => {
    await opened.snapshots.save(stream, '1', 1, 'earlier');
    await opened.snapshots.save(stream, '1', 2, 'later');
    await opened.snapshots.save(stream, '1', 0, 'earliest');
    expect(await opened.snapshots.load(stream, '1')).toEqual({ revision: 2, state: 'later' });
  });

  it('is never ahead of the log', async () => {
    await opened.snapshots.save(stream, '1', 3, 'of an event that was not recorded');
    expect(await opened.snapshots.load(stream, '1')).toBeUndefined();
    await opened.snapshots.save(stream, '1', 2, 'of the last event');
    expect(await opened.snapshots.load(stream, '1')).toEqual({ revision: 2, state: 'of the last event' });
  });

  it('gives a copy: what its reader changes stays with the reader', async () => {
    const state = { n: 1 };
    await opened.snapshots.save(stream, '1', 2, state);
    state.n = 2;
    const loaded = (await opened.snapshots.load(stream, '1'))!.state as { n: number };
    expect(loaded).toEqual({ n: 1 });
    loaded.n = 3;
    expect((await opened.snapshots.load(stream, '1'))?.state).toEqual({ n: 1 });
  });

  it('forgets everything when it is dropped, and goes on', async () => {
    await opened.snapshots.save(stream, '1', 2, {});
    await opened.snapshots.drop();
    expect(await opened.snapshots.load(stream, '1')).toBeUndefined();
    await opened.snapshots.save(stream, '1', 1, {});
    expect(await opened.snapshots.load(stream, '1')).toEqual({ revision: 1, state: {} });
  });
}
