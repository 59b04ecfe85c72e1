import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { NO_STREAM, reasonOf, WrongRevision, type EventStore, type NewEvent } from '#ports';

/** Category of the relays' own streams. */
export const RELAY_CATEGORY = 'relay';

/** Stream of the checkpoints of an installation's relay. */
export const relayStream = (namespace: string): string => `${RELAY_CATEGORY}-${namespace}`;

interface CheckpointData {
  /** The relay that wrote it. */
  readonly holder: string;
  /** Everything up to here is carried, and acknowledged. */
  readonly position: number;
}

/** What the last event of a relay's stream says. */
export interface Checkpoint extends CheckpointData {
  /** NO_STREAM when there has been no relay yet. */
  readonly revision: number;
  /** Nobody holds it: it may be taken at once. */
  readonly free: boolean;
  /** It tells of what the log did not have when it was written: it is of another log, and counts for nothing. */
  readonly ahead: boolean;
}

export async function lastCheckpoint(store: EventStore, stream: string): Promise<Checkpoint> {
  const [last] = await store.readPlaced(stream, { direction: 'backwards', limit: 1 });
  if (!last) return { revision: NO_STREAM, holder: '', position: 0, free: true, ahead: false };
  const { holder, position } = last.data as CheckpointData;
  const ahead = position >= last.position;
  const { revision } = last;
  return { revision, holder, position: ahead ? 0 : position, free: last.type === 'RelayReleased', ahead };
}

/** Position up to which the relay of an installation has carried the log. */
export const carriedPosition = async (store: EventStore, namespace: string): Promise<number> =>
  (await lastCheckpoint(store, relayStream(namespace))).position;

/** The time during which one relay is the holder: every checkpoint is appended behind its own last one, or it is over. */
export class Term {
  /** Up to where everything is carried. */
  position: number;
  /** Events carried since the last checkpoint. */
  unsaved = 0;
  over = false;
  /** Of the last checkpoint that is known to be recorded. */
  revision: number;
  /** Resolves when another relay has taken its place. */
  readonly lost: Promise<void>;
  private readonly log = new Logger('relay');
  private lose: () => void;
  private confirmedAt = performance.now();
  /** A checkpoint whose append may or may not have been recorded: it is repeated as it is. */
  private pending: { readonly event: NewEvent; readonly saves: number } | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly stream: string,
    private readonly holder: string,
    checkpoint: Checkpoint,
  ) {
    this.position = checkpoint.position;
    this.revision = checkpoint.revision;
    this.lost = new Promise((resolve) => (this.lose = resolve));
  }

  /** Tells whether the place was still to be had; throws AppError where that is not known. */
  async begin(): Promise<boolean> {
    await this.append('RelayTaken');
    return !this.over;
  }

  move(position: number, carried: number): void {
    this.position = position;
    this.unsaved += carried;
  }

  /** Appends a checkpoint where something was carried since the last one. What fails is repeated at the next call. */
  save(): Promise<void> {
    return this.alone(async () => {
      if (!this.pending && !this.unsaved) return;
      await this.append('RelayMoved').catch((error: unknown) => {
        this.log.warn({ message: 'checkpoint not saved, and tried again', reason: reasonOf(error) });
      });
    });
  }

  /** Leaves the place to another relay. */
  end(): Promise<void> {
    return this.alone(async () => {
      try {
        if (this.pending) await this.append('RelayMoved');
        await this.append('RelayReleased');
      } catch (error) {
        this.log.warn({ message: 'place not left: the next one waits for the lease', reason: reasonOf(error) });
      }
      this.over = true;
    });
  }

  /** Milliseconds since the log last said that the place is held. */
  sinceConfirmed(): number {
    return performance.now() - this.confirmedAt;
  }

  /** Asks the log whether the place is still held. */
  confirm(): Promise<void> {
    return this.alone(async () => {
      const { holder } = await lastCheckpoint(this.store, this.stream);
      if (holder === this.holder) this.confirmedAt = performance.now();
      else this.giveUp();
    });
  }

  private async append(type: 'RelayTaken' | 'RelayMoved' | 'RelayReleased'): Promise<void> {
    if (this.over) return;
    const { holder, position, unsaved } = this;
    this.pending ??= { event: checkpointEvent(type, { holder, position }), saves: unsaved };
    const { event, saves } = this.pending;
    try {
      await this.store.append(this.stream, this.revision, [event]);
    } catch (error) {
      if (error instanceof WrongRevision) return this.giveUp();
      throw error;
    }
    this.pending = undefined;
    this.revision++;
    this.unsaved -= saves;
    this.confirmedAt = performance.now();
  }

  private giveUp(): void {
    this.over = true;
    this.lose();
  }

  private alone(run: () => Promise<void>): Promise<void> {
    const done = this.turn.then(run);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

function checkpointEvent(type: string, data: CheckpointData): NewEvent {
  const commandId = randomUUID();
  const metadata = { commandId, commandHash: '', correlationId: commandId, causationId: commandId, actor: 'relay' };
  return { id: randomUUID(), type, data, metadata: { ...metadata, at: new Date().toISOString() } };
}
