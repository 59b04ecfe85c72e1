import { ReadSideKeeper } from '#eventing';
import { AppError, CannotStart } from '#ports';
/** News of commits are passed on at most so often. */
const TELL_EVERY_MS = 5;
/**
 * The read side, kept by a thread of this process: commands are not held up by rows that are written, and the machine's
 * second core is used. The thread dies with the process, and the process with the thread.
 */
export class ReadSideThread extends ReadSideKeeper {
    worker;
    tasks = new Map();
    listeners = new Map();
    standing = { projections: new Map(), indexes: false };
    tasksSent = 0;
    telling;
    closing;
    constructor(worker) {
        super();
        this.worker = worker;
    }
    /**
     * Throws CannotStart for what the thread cannot start with.
     * @param worker begun with an entry that calls `keepReadSide`
     */
    static async open(worker, config) {
        const thread = new ReadSideThread(worker);
        await new Promise((resolve, reject) => {
            worker.once('error', reject);
            worker.once('exit', () => reject(new Error('The thread of the read side has ended.')));
            worker.on('message', (message) => {
                if ('opened' in message)
                    resolve();
                else if ('failed' in message)
                    reject(revived(message.failed));
                else
                    thread.hear(message);
            });
            worker.postMessage(config);
        });
        worker.removeAllListeners('error').removeAllListeners('exit');
        // Without a read side nothing can be listed or found any more: as a fault of this thread would, it ends the process.
        worker.on('error', (error) => {
            throw error;
        });
        return thread;
    }
    /** The log has grown. */
    committed() {
        this.telling ??= setTimeout(() => {
            this.telling = undefined;
            this.send({ task: 'committed' });
        }, TELL_EVERY_MS);
    }
    start() {
        return this.ask('start');
    }
    stop() {
        return this.ask('stop');
    }
    caughtUp(projection) {
        const { projections } = this.standing;
        if (projection !== undefined)
            return projections.get(projection) ?? false;
        return projections.size > 0 && [...projections.values()].every(Boolean);
    }
    indexesCaughtUp() {
        return this.standing.indexes;
    }
    statuses() {
        return this.ask('statuses');
    }
    changed(projection, withinMs) {
        return new Promise((resolve) => {
            const others = this.listeners.get(projection) ?? new Set();
            this.listeners.set(projection, others);
            const wake = () => {
                clearTimeout(timer);
                others.delete(wake);
                resolve();
            };
            const timer = setTimeout(wake, withinMs);
            others.add(wake);
        });
    }
    rebuild(name) {
        return this.ask('rebuild', name);
    }
    keeps(projection) {
        return this.standing.projections.has(projection);
    }
    retry(projection, stream) {
        return this.ask('retry', projection, stream);
    }
    skip(projection, stream, revision) {
        return this.ask('skip', projection, stream, revision);
    }
    saveCheckpoint(consumer, position) {
        return this.ask('saveCheckpoint', consumer, position);
    }
    park(event) {
        return this.ask('park', event);
    }
    unpark(consumer, stream) {
        return this.ask('unpark', consumer, stream);
    }
    /** Ends the thread, once it has closed what it has open. */
    close() {
        clearTimeout(this.telling);
        this.closing ??= this.end();
        return this.closing;
    }
    async end() {
        try {
            await this.ask('close');
        }
        finally {
            await this.worker.terminate();
        }
    }
    ask(task, ...args) {
        return new Promise((resolve, reject) => {
            const id = ++this.tasksSent;
            this.tasks.set(id, { resolve: resolve, reject });
            this.send({ task, id, args });
        });
    }
    send(message) {
        this.worker.postMessage(message);
    }
    hear(message) {
        if ('changed' in message) {
            if (message.standing)
                this.standing = message.standing;
            for (const wake of this.listeners.get(message.changed) ?? [])
                wake();
            return;
        }
        const task = this.tasks.get(message.id);
        this.tasks.delete(message.id);
        if ('failure' in message)
            task.reject(revived(message.failure));
        else
            task.resolve(message.value);
    }
}
/** An error as another thread can read it. */
export function failureOf(error) {
    if (!(error instanceof Error))
        return { message: String(error) };
    const { message, stack } = error;
    if (error instanceof AppError) {
        const { kind, code, errors, retryAfter } = error;
        return { message, stack, app: { kind, code, errors, retryAfter } };
    }
    return { message, stack, cannotStart: error instanceof CannotStart };
}
function revived({ message, stack, cannotStart, app }) {
    if (app)
        return new AppError(app.kind, app.code, message, app.errors, app.retryAfter);
    return cannotStart ? new CannotStart(message) : Object.assign(new Error(message), { stack });
}
//# sourceMappingURL=read-side-thread.js.map