import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from './platform.js';
export const PACE = { streams: 3, chunk: 400, attempts: 8, backoffMs: 250 };
const LONGEST_WAIT_MS = 5_000;
/** Sends tasks until each has its final answer; what is done is in the state file, what is not is told here. */
export class Sender {
    platform;
    state;
    sent;
    pace;
    /** What the platform will never take, by key, with its reason. */
    refused = new Map();
    /** What did not come to an end, by key, with its reason. */
    failed = new Map();
    constructor(platform, state, sent, pace = PACE) {
        this.platform = platform;
        this.state = state;
        this.sent = sent;
        this.pace = pace;
    }
    /** @throws Unreachable when the platform has gone for good; what was done is in the state file */
    async send(tasks) {
        const open = tasks.filter((task) => !this.state.find(task.key));
        let next = 0;
        const stream = async () => {
            while (next < open.length) {
                const chunk = open.slice(next, next + this.pace.chunk);
                next += chunk.length;
                await this.sendChunk(chunk);
            }
        };
        const streams = await Promise.allSettled(Array.from({ length: this.pace.streams }, stream));
        for (const end of streams)
            if (end.status === 'rejected')
                throw end.reason;
    }
    async sendChunk(tasks) {
        let open = tasks;
        for (let attempt = 1;; attempt++) {
            const before = open.length;
            const problems = new Map();
            const lost = await this.sendOnce(open, problems);
            open = open.filter((task) => !this.state.find(task.key) && !this.refused.has(task.key));
            if (!open.length)
                return;
            if (open.length < before)
                attempt = 1;
            if (attempt === this.pace.attempts) {
                if (lost)
                    throw lost;
                for (const task of open)
                    this.failed.set(task.key, problems.get(task) ?? 'it was not answered');
                return;
            }
            await sleep(Math.min(LONGEST_WAIT_MS, this.pace.backoffMs * 2 ** (attempt - 1)));
        }
    }
    /** Answers with why the connection was lost, if it was. */
    async sendOnce(tasks, problems) {
        const take = ({ line, status, orderId, lines, total, problem }) => {
            const task = tasks[line - 1];
            const reason = `${problem?.code}: ${problem?.detail}`;
            if (status === 'failed')
                problems.set(task, reason);
            else {
                if (status === 'done')
                    this.state.add({ key: task.key, orderId, lines, total });
                else
                    this.refused.set(task.key, reason);
                this.sent(task);
            }
        };
        try {
            await this.platform.import(textOf(tasks), take);
            return undefined;
        }
        catch (error) {
            if (error instanceof Unreachable)
                return error;
            throw error;
        }
        finally {
            await this.state.sync();
        }
    }
}
function* textOf(tasks) {
    for (const task of tasks)
        yield `${JSON.stringify(task.record())}\n`;
}
//# sourceMappingURL=sender.js.map