var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { AppError, callContext, EventStore, NO_STREAM, SnapshotStore } from '#ports';
import { Mailbox } from './mailbox.js';
import { loaded, StreamState } from './stream-state.js';
/** A stream that grew by so many events since its last snapshot gets a new one. */
const SNAPSHOT_EVERY = 200;
/** The same for one that is forgotten: it is likely to be met again, and so many are read as soon as a snapshot. */
const SNAPSHOT_FORGOTTEN = 20;
/**
 * The one way to aggregates: keeps their folded state and their mailboxes. In one process commands of one stream are
 * decided one after another on the folded state; the expected revision of every append guards against all others.
 */
let Aggregates = class Aggregates {
    store;
    snapshots;
    /** Memory for folded streams, bytes; what was not used for longest is forgotten first. */
    cacheBytes = 96 * 1024 * 1024;
    mailboxes = new Map();
    opening = new Map();
    listeners = [];
    journal = {
        last: Promise.resolve(),
        publish: (events) => {
            for (const listener of this.listeners)
                listener(events);
        },
    };
    weight = 0;
    constructor(store, snapshots) {
        this.store = store;
        this.snapshots = snapshots;
    }
    /** The aggregate with everything that was acknowledged; an empty one when it is not there. */
    async load(decider, id) {
        return (await this.mailbox(decider, id)).load();
    }
    /** The aggregate as it was at a revision, or when a time (ISO 8601, of recording) had passed. */
    async loadAsOf(decider, id, asOf) {
        const until = pointInHistory(asOf);
        const state = new StreamState(decider, streamOf(decider, id));
        const past = await this.store.read(state.stream);
        state.fold(past.filter(until));
        return loaded(state);
    }
    /**
     * Decides a command and appends what follows. Answered when it is on disk, refusals and no-ops included; a reaction
     * inside the process is answered as soon as it is decided. Throws what the decider throws; AppError `unavailable`
     * or `timeout` leave open whether it was recorded: the same command again tells.
     */
    async handle(decider, command) {
        const context = callContext();
        if (context?.signal?.aborted || (context && context.deadline < performance.now()))
            throw late();
        if (context?.ahead && context.ahead.epoch !== this.store.epoch)
            throw void_();
        const stream = streamOf(decider, command.id);
        let mailbox;
        // It may have been forgotten while it was awaited; from here to its append it cannot be.
        do
            mailbox = await this.mailbox(decider, command.id);
        while (this.mailboxes.get(stream) !== mailbox);
        const handled = await mailbox.send(command, context);
        this.keepInBounds(stream, mailbox);
        return handled;
    }
    /** Resolves when everything that was decided so far is on disk: to be awaited before a call leaves the house. */
    async settled() {
        const ahead = callContext()?.ahead;
        await this.journal.last;
        if (ahead && ahead.epoch !== this.store.epoch)
            throw void_();
    }
    /** Hears of events as soon as they are decided, where that is safe (see EventStore.ordered), else when they are on disk. */
    onPending(listener) {
        this.listeners.push(listener);
    }
    mailbox(decider, id) {
        const stream = streamOf(decider, id);
        const open = this.mailboxes.get(stream);
        if (open && !open.failed) {
            this.mailboxes.delete(stream);
            this.mailboxes.set(stream, open);
            return open;
        }
        const opening = this.opening.get(stream) ?? this.open(decider, stream);
        this.opening.set(stream, opening);
        return opening;
    }
    async open(decider, stream) {
        try {
            const state = new StreamState(decider, stream);
            const first = this.store.ordered ? undefined : await this.store.read(stream, { limit: SNAPSHOT_EVERY });
            // Where every look costs a round trip: a short stream has no snapshot.
            const short = first !== undefined && first.length < SNAPSHOT_EVERY;
            const snapshot = short ? undefined : await this.snapshots.load(stream, schemaOf(decider)).catch(() => undefined);
            if (snapshot)
                state.fromSnapshot(snapshot.revision, snapshot.state);
            state.fold(short ? first : await this.store.read(stream, { from: state.revision + 1 }));
            const mailbox = new Mailbox(this.store, state, this.journal);
            mailbox.snapshotAt = snapshot?.revision ?? NO_STREAM;
            mailbox.counted = state.weight;
            this.forget(stream);
            this.weight += mailbox.counted;
            this.mailboxes.set(stream, mailbox);
            return mailbox;
        }
        finally {
            this.opening.delete(stream);
        }
    }
    keepInBounds(stream, used) {
        if (used.revision - used.snapshotAt >= SNAPSHOT_EVERY)
            this.snapshot(used);
        if (this.mailboxes.get(stream) !== used)
            return;
        this.weight += used.weight - used.counted;
        used.counted = used.weight;
        if (this.weight < this.cacheBytes)
            return;
        for (const [each, mailbox] of this.mailboxes) {
            if (this.weight < this.cacheBytes * 0.9)
                return;
            if (mailbox.pending)
                continue;
            if (mailbox.revision - mailbox.snapshotAt >= SNAPSHOT_FORGOTTEN)
                this.snapshot(mailbox);
            this.forget(each);
        }
    }
    forget(stream) {
        this.weight -= this.mailboxes.get(stream)?.counted ?? 0;
        this.mailboxes.delete(stream);
    }
    /** A snapshot is a cache: when it cannot be written the stream is folded from further back. */
    snapshot(mailbox) {
        mailbox.snapshotAt = mailbox.revision;
        const { stream, revision, decider, snapshot } = mailbox.forSnapshot();
        mailbox
            .settled()
            .then(() => this.snapshots.save(stream, schemaOf(decider), revision, snapshot))
            .catch(() => undefined);
    }
};
Aggregates = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [EventStore,
        SnapshotStore])
], Aggregates);
export { Aggregates };
/** The name of an aggregate's stream. */
export const streamOf = ({ category }, id) => `${category}-${id}`;
const schemaOf = ({ category, schema }) => `${category}/${schema}`;
const late = () => new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for this was up before it was decided.');
const void_ = () => new AppError('unavailable', 'LOG_UNAVAILABLE', 'What this was decided on could not be recorded.', [], 1);
/** Whether an event had been recorded at a revision or a time. */
export function pointInHistory(asOf, parameter = 'asOf') {
    if (/^\d{1,15}$/.test(asOf))
        return ({ revision }) => revision <= Number(asOf);
    const time = /^\d{4}-\d{2}-\d{2}/.test(asOf) ? Date.parse(asOf) : NaN;
    if (Number.isNaN(time)) {
        throw new AppError('invalid', 'VALIDATION_FAILED', 'A point in history is a revision or a time in ISO 8601.', [
            { parameter, message: 'must be a revision or a time in ISO 8601' },
        ]);
    }
    const until = new Date(time).toISOString();
    return ({ metadata }) => metadata.at <= until;
}
//# sourceMappingURL=aggregates.js.map