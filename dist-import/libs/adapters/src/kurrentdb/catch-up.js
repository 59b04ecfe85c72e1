import { setTimeout as sleep } from 'node:timers/promises';
import { Silence } from './outcomes.js';
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Most events given at a time. */
const BATCH = 500;
/**
 * What one subscription after another gives, in batches, until the signal. One that ends, fails, is not confirmed or
 * keeps silent about an event is followed by the next, after a pause that grows as long as none is confirmed. The next
 * batch is asked for once the last one was taken; meanwhile the server waits.
 */
export async function* catchUp(source, patience, signal) {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        const live = new Live(source, patience, signal);
        try {
            for (let events = await live.next(); events; events = await live.next())
                yield events;
        }
        catch {
            if (live.confirmed)
                pause = FIRST_PAUSE_MS;
        }
        finally {
            live.end();
        }
        await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
}
/** One subscription at the server, as long as it lasts. */
class Live {
    source;
    patience;
    signal;
    confirmed = false;
    subscription;
    over;
    wake = () => { };
    stop = () => this.wake();
    constructor(source, patience, signal) {
        this.source = source;
        this.patience = patience;
        this.signal = signal;
        this.subscription = source.open();
        const unconfirmed = setTimeout(() => this.fail(new Silence('Not confirmed')), patience.confirmMs).unref();
        this.subscription
            .on('confirmation', () => {
            clearTimeout(unconfirmed);
            this.confirmed = true;
        })
            .on('readable', () => this.wake())
            .on('end', () => this.fail(new Error('Ended by the server')))
            // Stays to the end: an error that nobody listens to ends the process.
            .on('error', (error) => this.fail(error));
        signal.addEventListener('abort', this.stop);
    }
    /** The next events once there are some; undefined at the signal. Throws when nothing more will come. */
    async next() {
        while (!this.signal.aborted) {
            const events = this.buffered();
            if (events.length)
                return events;
            this.source.takenAll?.();
            if (this.over)
                throw this.over;
            if (!(await this.woken()) && (await this.source.isBehind()))
                throw new Silence('An event was not delivered');
        }
        return undefined;
    }
    end() {
        this.signal.removeEventListener('abort', this.stop);
        this.subscription.destroy();
        this.subscription.unsubscribe().catch(() => undefined);
    }
    buffered() {
        const events = [];
        while (events.length < BATCH) {
            const read = this.subscription.read();
            if (!read)
                break;
            if (read.event)
                events.push(this.source.recorded(read.event));
        }
        return events;
    }
    /** False when nothing happened for too long. */
    async woken() {
        let idle;
        const heard = await new Promise((resolve) => {
            this.wake = () => resolve(true);
            idle = setTimeout(() => resolve(false), this.patience.idleMs).unref();
        });
        clearTimeout(idle);
        return heard;
    }
    fail(error) {
        this.over ??= error;
        this.wake();
    }
}
//# sourceMappingURL=catch-up.js.map