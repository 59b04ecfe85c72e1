import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { EventRow, GroupWriter } from './log-writer.js';

/** To the thread: a group to write, or that it is to try the disk or to close. */
export type ToWriter = readonly EventRow[] | 'try' | 'close';
/** From the thread: that it is done, or why not. */
export type FromWriter = { readonly failure?: string };

/** Where a writer's thread begins, and with which options of Node. */
export interface WriterEntry {
  readonly url: URL;
  readonly execArgv?: WorkerOptions['execArgv'];
}

/** The entry in the build; a source is no entry. */
export const LOG_WRITER = new URL('log-writer.entry.js', import.meta.url);

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Writes in a thread of its own: while one group is on its way to the disk, the next one is decided. */
export class LogWriterThread implements GroupWriter {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];

  constructor({ url, execArgv }: WriterEntry, path: string, timeout: number) {
    this.worker = new Worker(url, { workerData: { path, timeout }, ...(execArgv ? { execArgv } : {}) });
    this.worker.on('message', ({ failure }: FromWriter) => {
      const { resolve, reject } = this.waiting.shift()!;
      if (failure === undefined) resolve();
      else reject(new Error(failure));
    });
    // Whether the last group was written is open then: whoever opens the folder next finds out.
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
      throw error;
    });
  }

  write(group: readonly EventRow[]): Promise<void> {
    return this.ask(group);
  }

  tryDisk(): Promise<void> {
    return this.ask('try');
  }

  async close(): Promise<void> {
    await this.ask('close');
    await this.worker.terminate();
  }

  private ask(message: ToWriter): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(message);
    });
  }
}
