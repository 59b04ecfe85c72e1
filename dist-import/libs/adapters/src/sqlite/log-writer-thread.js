import { Worker } from 'node:worker_threads';
/** The entry in the build; a source is no entry. */
export const LOG_WRITER = new URL('log-writer.entry.js', import.meta.url);
/** Writes in a thread of its own: while one group is on its way to the disk, the next one is decided. */
export class LogWriterThread {
    worker;
    waiting = [];
    constructor({ url, execArgv }, path, timeout) {
        this.worker = new Worker(url, { workerData: { path, timeout }, ...(execArgv ? { execArgv } : {}) });
        this.worker.on('message', ({ failure }) => {
            const { resolve, reject } = this.waiting.shift();
            if (failure === undefined)
                resolve();
            else
                reject(new Error(failure));
        });
        // Whether the last group was written is open then: whoever opens the folder next finds out.
        this.worker.on('error', (error) => {
            for (const { reject } of this.waiting.splice(0))
                reject(error);
            throw error;
        });
    }
    write(group) {
        return this.ask(group);
    }
    async close() {
        await this.ask('close');
        await this.worker.terminate();
    }
    ask(message) {
        return new Promise((resolve, reject) => {
            this.waiting.push({ resolve, reject });
            this.worker.postMessage(message);
        });
    }
}
//# sourceMappingURL=log-writer-thread.js.map