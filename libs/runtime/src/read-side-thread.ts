import type { Worker } from 'node:worker_threads';
import { ReadSideKeeper, type KeptStatus, type LocalKeeper, type Rebuilt, type ToPark } from '#eventing';
import { AppError, CannotStart } from '#ports';
import type { Config } from './config.js';

/** What the process asks its thread to do, and waits for. */
export type Task =
  'start' | 'stop' | 'close' | 'statuses' | 'rebuild' | 'retry' | 'skip' | 'saveCheckpoint' | 'park' | 'unpark';

/** The first message to the thread. */
export type Opening = Config;

/** To the thread, once it is open: a task, or that the log has grown. */
export type ToThread =
  { readonly task: Task; readonly id: number; readonly args: readonly unknown[] } | { readonly task: 'committed' };

/** An error on its way between threads. */
export interface Failure {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cannotStart?: boolean;
  readonly app?: Pick<AppError, 'kind' | 'code' | 'errors' | 'retryAfter'>;
}

/** From the thread: that it is open, what came of a task, or what has changed; how all stand when that has. */
export type FromThread =
  | { readonly opened: true }
  | { readonly failed: Failure }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly changed: string; readonly standing?: Standing };

export interface Standing {
  /** Every projection, and whether it has caught up. */
  readonly projections: ReadonlyMap<string, boolean>;
  readonly indexes: boolean;
}

/** News of commits are passed on at most so often. */
const TELL_EVERY_MS = 5;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The read side, kept by a thread of this process: commands are not held up by rows that are written, and the machine's
 * second core is used. The thread dies with the process, and the process with the thread.
 */
export class ReadSideThread extends ReadSideKeeper {
  private readonly tasks = new Map<number, Waiting>();
  private standing: Standing = { projections: new Map(), indexes: false };
  private tasksSent = 0;
  private telling: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  private constructor(private readonly worker: Worker) {
    super();
  }

  /**
   * Throws CannotStart for what the thread cannot start with.
   * @param worker begun with an entry that calls `keepReadSide`
   */
  static async open(worker: Worker, config: Config): Promise<ReadSideThread> {
    const thread = new ReadSideThread(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The thread of the read side has ended.')));
      worker.on('message', (message: FromThread) => {
        if ('opened' in message) resolve();
        else if ('failed' in message) reject(revived(message.failed));
        else thread.hear(message);
      });
      worker.postMessage(config satisfies Opening);
    });
    worker.removeAllListeners('error').removeAllListeners('exit');
    // Without a read side nothing can be listed or found any more: as a fault of this thread would, it ends the process.
    worker.on('error', (error) => {
      throw error;
    });
    return thread;
  }

  /** The log has grown. */
  committed(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.send({ task: 'committed' });
    }, TELL_EVERY_MS);
  }

  override start(): Promise<void> {
    return this.ask('start');
  }

  override stop(): Promise<void> {
    return this.ask('stop');
  }

  override caughtUp(projection?: string): boolean {
    const { projections } = this.standing;
    if (projection !== undefined) return projections.get(projection) ?? false;
    return projections.size > 0 && [...projections.values()].every(Boolean);
  }

  override indexesCaughtUp(): boolean {
    return this.standing.indexes;
  }

  override statuses(): Promise<readonly KeptStatus[]> {
    return this.ask('statuses');
  }

  override rebuild(name: string): Promise<Rebuilt> {
    return this.ask('rebuild', name);
  }

  override keeps(projection: string): boolean {
    return this.standing.projections.has(projection);
  }

  override retry(name: string, stream: string): Promise<boolean> {
    return this.ask('retry', name, stream);
  }

  override skip(name: string, stream: string, revision: number): Promise<void> {
    return this.ask('skip', name, stream, revision);
  }

  override saveCheckpoint(consumer: string, position: string): Promise<void> {
    return this.ask('saveCheckpoint', consumer, position);
  }

  override park(event: ToPark): Promise<void> {
    return this.ask('park', event);
  }

  override unpark(consumer: string, stream: string): Promise<void> {
    return this.ask('unpark', consumer, stream);
  }

  /** Ends the thread, once it has closed what it has open. */
  close(): Promise<void> {
    clearTimeout(this.telling);
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    try {
      await this.ask('close');
    } finally {
      await this.worker.terminate();
    }
  }

  private ask<T>(task: Task, ...args: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = ++this.tasksSent;
      this.tasks.set(id, { resolve: resolve as (value: never) => void, reject });
      this.send({ task, id, args });
    });
  }

  private send(message: ToThread): void {
    this.worker.postMessage(message);
  }

  private hear(message: Exclude<FromThread, { opened: true } | { failed: Failure }>): void {
    if ('changed' in message) {
      if (message.standing) this.standing = message.standing;
      this.wake(message.changed);
      return;
    }
    const task = this.tasks.get(message.id)!;
    this.tasks.delete(message.id);
    if ('failure' in message) task.reject(revived(message.failure));
    else task.resolve(message.value as never);
  }
}

/** What a thread does of its tasks by its own keeper; `close` is its own. */
export type Kept = Pick<LocalKeeper, Exclude<Task, 'close'>>;

/** An error as another thread can read it. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (error instanceof AppError) {
    const { kind, code, errors, retryAfter } = error;
    return { message, stack, app: { kind, code, errors, retryAfter } };
  }
  return { message, stack, cannotStart: error instanceof CannotStart };
}

function revived({ message, stack, cannotStart, app }: Failure): Error {
  if (app) return new AppError(app.kind, app.code, message, app.errors, app.retryAfter);
  return cannotStart ? new CannotStart(message) : Object.assign(new Error(message), { stack });
}
