import { AppError, NO_STREAM, WrongRevision, } from '#ports';
import { loaded, StreamState } from './stream-state.js';
import { tokenOf } from './token.js';
/** How long a command without a deadline of its own is tried when others are quicker or the log is away. */
const DEADLINE_MS = 5_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;
/** About the size up to which one append is filled with waiting commands. */
const BATCH_BYTES = 256 * 1024;
/** The commands of one stream, decided one after another on its folded state. */
export class Mailbox {
    store;
    state;
    journal;
    /** Appends that are not acknowledged yet. */
    pending = 0;
    /** What is folded here cannot be trusted any more: read it from the log again. */
    failed = false;
    /** Bookkeeping of the cache. */
    counted = 0;
    snapshotAt = NO_STREAM;
    waiting = [];
    draining = false;
    lastAppend = Promise.resolve();
    constructor(store, state, journal) {
        this.store = store;
        this.state = state;
        this.journal = journal;
    }
    get weight() {
        return this.state.weight;
    }
    get revision() {
        return this.state.revision;
    }
    /** The aggregate as far as it is acknowledged. */
    async load() {
        if (!this.store.ordered)
            await this.catchUp();
        const now = loaded(this.state);
        await this.lastAppend;
        return now;
    }
    /** Resolves when all that was decided so far is on disk; rejects when it could not be recorded. */
    async settled() {
        await this.lastAppend;
    }
    forSnapshot() {
        const { stream, revision, decider } = this.state;
        return { stream, revision, decider, snapshot: this.state.toSnapshot() };
    }
    send(command, context) {
        return this.store.ordered ? this.sendAhead(command, context) : this.sendInTurn(command, context);
    }
    /**
     * On an ordered log: decided at once on a state that may be ahead of the disk. That is safe, since later appends are
     * never on disk without this one; only the answer waits for what it was folded on.
     */
    async sendAhead(command, context) {
        const based = this.lastAppend;
        let decision;
        try {
            decision = this.state.decide(command);
        }
        catch (refusal) {
            if (!context?.ahead)
                await based;
            throw refusal;
        }
        if (!decision.events.length) {
            const answer = this.answer(decision);
            if (!context?.ahead)
                await based;
            return answer();
        }
        const before = this.state.revision;
        this.state.advance(decision.events);
        const answer = this.answer(decision);
        const appended = this.append(before, decision.events);
        this.publish(before, decision.events);
        if (!context?.ahead)
            await appended;
        return answer();
    }
    append(before, events) {
        this.pending++;
        const appended = this.store.append(this.state.stream, before, events).then(() => void this.pending--, (error) => {
            this.pending--;
            this.failed = true;
            if (error instanceof AppError)
                throw error;
            throw new AppError('unavailable', 'LOG_UNAVAILABLE', 'It could not be recorded.', [], 1);
        });
        this.lastAppend = this.journal.last = appended;
        appended.catch(() => undefined);
        return appended;
    }
    /** Where other processes write, too: waiting commands are decided together and appended together, one batch at a time. */
    sendInTurn(command, context) {
        return new Promise((resolve, reject) => {
            this.waiting.push({ command, context, resolve, reject });
            if (!this.draining)
                void this.drain();
        });
    }
    async drain() {
        this.draining = true;
        this.pending++;
        while (this.waiting.length)
            await this.turn();
        this.pending--;
        this.draining = false;
    }
    async turn() {
        let pause = FIRST_PAUSE_MS;
        const batch = this.takeBatch();
        const deadline = Math.min(...batch.map(({ context }) => context?.deadline ?? Infinity), performance.now() + DEADLINE_MS);
        for (;;) {
            try {
                return await this.tryBatch(batch);
            }
            catch (error) {
                if (performance.now() + pause > deadline) {
                    const told = error instanceof WrongRevision ? contended() : error;
                    for (const { reject } of batch)
                        reject(told);
                    return;
                }
                await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
                pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
                // What is behind is read before anything is decided again; an append of ours whose answer was lost is found there.
                await this.catchUp().catch(() => undefined);
            }
        }
    }
    takeBatch() {
        const batch = [];
        for (let bytes = 0; this.waiting.length && bytes < BATCH_BYTES;) {
            const next = this.waiting.shift();
            bytes += 500 + (batch.length ? JSON.stringify(next.command.data).length : 0);
            batch.push(next);
        }
        return batch;
    }
    /**
     * Decides a batch on a copy of the state and appends it at once. A refusal or a no-op is a read: it is final when an
     * append behind it succeeded, or when the stream's tail was read and is empty.
     */
    async tryBatch(batch) {
        const draft = this.state.copy();
        const events = [];
        const answers = [];
        for (const { command, context, resolve, reject } of batch) {
            if (context?.signal?.aborted) {
                answers.push(() => reject(new AppError('timeout', 'DEADLINE_EXCEEDED', 'The caller has gone.')));
                continue;
            }
            try {
                const decision = draft.decide(command);
                draft.advance(decision.events);
                events.push(...decision.events);
                const answer = this.answer(decision, draft);
                answers.push(() => void Promise.resolve(answer()).then(resolve, reject));
            }
            catch (refusal) {
                answers.push(() => reject(refusal));
            }
        }
        if (events.length)
            await this.appendSurely(events);
        else if ((await this.catchUp()) > 0)
            return this.tryBatch(batch);
        if (events.length) {
            const before = this.state.revision;
            this.state = draft;
            this.publish(before, events);
        }
        for (const answer of answers)
            answer();
    }
    publish(before, events) {
        const { stream } = this.state;
        this.journal.publish(events.map((event, i) => ({ ...event, stream, revision: before + 1 + i, position: 0 })));
    }
    /** An append whose outcome is unknown is repeated as it was; a conflict after that may be our own success. */
    async appendSurely(events) {
        const { stream, revision } = this.state;
        let unknown = false;
        for (let tries = 0;; tries++) {
            try {
                await this.store.append(stream, revision, events);
                return;
            }
            catch (error) {
                if (error instanceof WrongRevision) {
                    if (unknown && (await this.isRecorded(events)))
                        return;
                    throw error;
                }
                if (tries === 2)
                    throw error;
                unknown = true;
            }
        }
    }
    async isRecorded(events) {
        const { stream, revision } = this.state;
        const found = await this.store.read(stream, { from: revision + 1, limit: events.length });
        return found.length === events.length && found.every(({ id }, i) => id === events[i].id);
    }
    /** Folds what others have appended; tells how much that was. */
    async catchUp() {
        const tail = await this.store.read(this.state.stream, { from: this.state.revision + 1 });
        const news = tail.filter(({ revision }) => revision > this.state.revision);
        this.state.fold(news);
        return news.length;
    }
    answer({ events, repeatOf }, state = this.state) {
        const { stream } = state;
        const present = loaded(state);
        const revision = repeatOf ?? present.revision;
        if (revision === present.revision) {
            const handled = answered(present, stream, repeatOf !== undefined, events);
            return () => handled;
        }
        return async () => {
            const past = new StreamState(state.decider, state.stream);
            past.fold((await this.store.read(state.stream, { limit: revision + 1 })).slice(0, revision + 1));
            return answered(loaded(past), stream, true, []);
        };
    }
}
/** The token is made when someone asks for it: most commands are a saga's, who does not. */
const answered = (of, stream, replayed, events) => ({
    ...of,
    get position() {
        return tokenOf([stream, of.revision]);
    },
    replayed,
    events,
});
const contended = () => new AppError('unavailable', 'CONTENDED', 'Others were quicker until the time was up; try again.', [], 1);
//# sourceMappingURL=mailbox.js.map