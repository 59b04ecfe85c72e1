import { createHash } from 'node:crypto';
import { AppError, isRestorable, WrongRevision, type EventStore, type RecordedEvent } from '#ports';

/** Events that are read, and written where the copy can take them together, at a time. */
const PAGE = 500;
/** Most characters of the events of one append, and of those that are restored together, if there are several. */
const LONGEST_APPEND = 256 * 1024;
const LONGEST_RESTORED = 8 * 1024 * 1024;

/** The copy has something that the log has not at that place. */
export class OtherEvents extends Error {}

/** The same, in what was being written: somebody else writes to the copy, or it does not keep what it is given. */
export class Disturbed extends Error {}

/** How far a copy agrees with its log, from the first event on. */
export interface Agreement {
  readonly events: number;
  readonly streams: number;
  /** Position of the last common event in the log. */
  readonly position: number;
  /** SHA-256 over all that makes the events, in their order; hexadecimal. */
  readonly digest: string;
  /** Whether the log has no more. */
  readonly complete: boolean;
}

export interface CopyProgress {
  readonly doing: 'comparing' | 'copying' | 'verifying';
  /** In the log. */
  readonly position: number;
  readonly head: number;
}

/**
 * Brings a log, to which nobody writes, into another store: the same events with the same ids and revisions, in the same
 * order; only their positions are the store's own. What the copy has already is compared first, so that a copy which
 * broke off, at whatever moment, goes on where it is. At the end the whole copy is read back and compared once more.
 * Throws OtherEvents, and has written nothing, where the copy has anything else; Disturbed where it gets it meanwhile.
 */
export async function copyLog(
  log: EventStore,
  copy: EventStore,
  onProgress: (progress: CopyProgress) => void = () => {},
): Promise<Agreement> {
  const head = await log.head();
  const tell = (doing: CopyProgress['doing']) => (position: number) => onProgress({ doing, position, head });
  const before = await agreementOf(log, copy, tell('comparing'));
  if (before.complete) return before;
  const told = tell('copying');
  const write = writerTo(copy, await copy.head());
  for await (const page of pagesOf(log, before.position)) {
    await write(page);
    told(page.at(-1)!.position);
  }
  const after = await agreementOf(log, copy, tell('verifying')).catch((error: unknown) => {
    throw error instanceof OtherEvents ? new Disturbed(error.message) : error;
  });
  if (!after.complete) throw new Disturbed(`Only ${after.events} events are there, though all were written.`);
  return after;
}

/** Compares a copy with its log, event by event; throws OtherEvents where it has something else, or more. */
export async function agreementOf(
  log: EventStore,
  copy: EventStore,
  onProgress: (position: number) => void = () => {},
): Promise<Agreement> {
  const hash = createHash('sha256');
  const streams = new Set<string>();
  const copied = eventsOf(copy);
  let [events, position] = [0, 0];
  const agreement = (complete: boolean): Agreement => ({
    events,
    streams: streams.size,
    position,
    digest: hash.digest('hex'),
    complete,
  });
  for await (const event of eventsOf(log)) {
    const next = await copied.next();
    if (next.done) return agreement(false);
    const text = textOf(event);
    if (text !== textOf(next.value)) {
      const [here, there] = [event, next.value].map(({ stream, revision }) => `${stream} at revision ${revision}`);
      const difference = here === there ? `another content of ${here}` : `${there} in the place of ${here}`;
      throw new OtherEvents(`After ${events} common events there is ${difference}.`);
    }
    hash.update(text);
    streams.add(event.stream);
    events++;
    position = event.position;
    if (events % PAGE === 0) onProgress(position);
  }
  const more = await copied.next();
  if (!more.done) throw new OtherEvents(`Behind all ${events} events there is ${more.value.stream}.`);
  return agreement(true);
}

/** Writes pages of events one after another, so that at any moment a beginning of the log is there. */
function writerTo(copy: EventStore, head: number): (page: readonly RecordedEvent[]) => Promise<void> {
  if (isRestorable(copy)) {
    let last = head;
    return async (page) => {
      try {
        for (const run of runsOf(page, LONGEST_RESTORED)) last = await copy.restore(last, run);
      } catch (error) {
        throw error instanceof AppError && error.kind === 'conflict' ? new Disturbed(error.message) : error;
      }
    };
  }
  return async (page) => {
    for (const run of runsOf(page, LONGEST_APPEND, (a, b) => a.stream === b.stream)) {
      const [{ stream, revision }] = run;
      try {
        await copy.append(stream, revision - 1, run);
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        throw new Disturbed(`${stream} ends there at revision ${error.actual}, not at ${error.expected}.`);
      }
    }
  };
}

/** Events that stand side by side and can be written together: one call has its time, however large they are. */
function runsOf(
  page: readonly RecordedEvent[],
  longest: number,
  together: (one: RecordedEvent, next: RecordedEvent) => boolean = () => true,
): [RecordedEvent, ...RecordedEvent[]][] {
  const runs: [RecordedEvent, ...RecordedEvent[]][] = [];
  let left = 0;
  for (const event of page) {
    const size = textOf(event).length;
    const run = runs.at(-1);
    if (run && together(run[0], event) && size <= left) {
      run.push(event);
      left -= size;
    } else {
      runs.push([event]);
      left = longest - size;
    }
  }
  return runs;
}

async function* eventsOf(store: EventStore): AsyncGenerator<RecordedEvent, undefined> {
  for await (const page of pagesOf(store, 0)) yield* page;
  return undefined;
}

async function* pagesOf(store: EventStore, behind: number): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after = behind; ;) {
    const page = await store.readAll({ after, limit: PAGE });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.position;
  }
}

/** All that makes an event, its position apart. */
const textOf = ({ stream, revision, id, type, data, metadata }: RecordedEvent) =>
  JSON.stringify([stream, revision, id, type, data, metadata]);
