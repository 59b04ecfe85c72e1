var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { LRUCache } from 'lru-cache';
import { EventFeed, EventStore, inContext, isTransient, ReadModel, } from '#ports';
import { Aggregates } from './aggregates.js';
import { Checkpoint } from './eventing.tables.js';
import { ParkedStreams } from './parked-streams.js';
import { Reactor } from './reactor.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { categoryOf } from './token.js';
/** How long a reaction's calls are waited for. */
const DEADLINE_MS = 30_000;
/** A checkpoint may be this old: what lies behind it is reacted to again, and changes nothing. */
const CHECKPOINT_EVERY_MS = 500;
/** Events that were reacted to ahead of the feed and not delivered by it yet; an older one is reacted to again. */
const MOST_AHEAD = 50_000;
/** Reactions at work at a time that come from the log: after a crash there may be thousands, each with its deadline. */
const MOST_AT_ONCE = 64;
/** While streams are parked: how often it is looked whether another replica has gone on with one, ms. */
const LOOK_EVERY_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** Runs the reactors of this process. */
let Reactors = class Reactors {
    discovery;
    aggregates;
    store;
    feed;
    readModel;
    keeper;
    runners = new Map();
    constructor(discovery, aggregates, store, feed, readModel, keeper) {
        this.discovery = discovery;
        this.aggregates = aggregates;
        this.store = store;
        this.feed = feed;
        this.readModel = readModel;
        this.keeper = keeper;
    }
    async onApplicationBootstrap() {
        const settled = () => this.aggregates.settled();
        for (const { instance } of this.discovery.getProviders()) {
            if (!(instance instanceof Reactor))
                continue;
            const runner = new ReactorRunner(instance, this.store, this.readModel, this.keeper);
            await runner.start(this.feed);
            const { ordered } = this.store;
            this.aggregates.onPending((events) => (ordered ? runner.hear(events, settled) : runner.hearRecorded(events)));
            this.runners.set(instance.name, runner);
        }
    }
    async beforeApplicationShutdown() {
        await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
    }
    caughtUp() {
        return [...this.runners.values()].every(({ caughtUp }) => caughtUp);
    }
    names() {
        return [...this.runners.keys()];
    }
    runner(name) {
        return this.runners.get(name);
    }
};
Reactors = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [DiscoveryService,
        Aggregates,
        EventStore,
        EventFeed,
        ReadModel,
        ReadSideKeeper])
], Reactors);
export { Reactors };
const NOTHING_TO_DO = { ended: Promise.resolve(), done: true };
/** Brings one reactor its events, per stream in order, streams beside one another. */
export class ReactorRunner {
    reactor;
    store;
    readModel;
    keeper;
    caughtUp = false;
    log = new Logger('reactor');
    parked;
    /** By stream: what has been begun last. */
    lanes = new Map();
    /** Revision of each stream's last event whose reaction was begun here. */
    reached = new LRUCache({ max: MOST_AHEAD });
    /** By event id: reactions that began ahead of the feed, until it delivers the event. */
    ahead = new Map();
    subscription;
    position;
    saved = 0;
    saving;
    looking;
    stopping = false;
    constructor(reactor, store, readModel, keeper) {
        this.reactor = reactor;
        this.store = store;
        this.readModel = readModel;
        this.keeper = keeper;
        this.parked = new ParkedStreams(reactor.name, readModel, keeper);
    }
    async start(feed) {
        const { name, categories } = this.reactor;
        const { manager } = this.readModel;
        await this.lookAtParked();
        this.looking = setInterval(() => {
            if (this.parked.size)
                this.lookAtParked().catch((error) => this.log.warn(error));
        }, LOOK_EVERY_MS).unref();
        this.position = (await manager.findOneBy(Checkpoint, { name }))?.position;
        this.subscription = feed.subscribe({ group: name, categories, from: this.position, onCaughtUp: (caughtUp) => (this.caughtUp = caughtUp) }, (batch) => this.take(batch));
    }
    async stop() {
        this.stopping = true;
        clearInterval(this.looking);
        await this.subscription?.stop();
        await Promise.allSettled(this.lanes.values());
        clearTimeout(this.saving);
        if (this.position)
            await this.save(this.position);
    }
    /** Events that are decided and not yet on disk: their reactions share the commit. */
    hear(events, settled) {
        this.begin(events, { epoch: this.store.epoch, settled });
    }
    /**
     * Events that this process has just recorded: their reactions need not wait until the feed brings them. Only where
     * it has begun the reaction to the one before, too: otherwise another replica may not be done with that.
     */
    hearRecorded(events) {
        const [first] = events;
        if (!first || (first.revision > 0 && this.reached.get(first.stream) !== first.revision - 1))
            return;
        this.begin(events);
    }
    begin(events, ahead) {
        if (this.stopping)
            return;
        for (const event of events) {
            if (!this.reactor.categories.includes(categoryOf(event.stream)) || this.parked.has(event.stream))
                continue;
            this.reached.set(event.stream, event.revision);
            this.ahead.set(event.id, this.beginOne(event, ahead));
            if (this.ahead.size > MOST_AHEAD)
                this.ahead.delete(this.ahead.keys().next().value);
        }
    }
    /** Tries a parked stream again from the event at which it stopped; tells whether it goes on. */
    async retry(stream, fromRevision) {
        return this.parked.tryAgain(stream, fromRevision, () => this.goOn({ stream, from: fromRevision }));
    }
    /** Ahead of what the feed brings of the stream from now on. */
    goOn({ stream, from }) {
        return this.inLane(stream, async () => {
            for (const event of await this.store.read(stream, { from }))
                await this.reactSurely(event);
        });
    }
    lookAtParked() {
        return this.parked.look((resumed) => this.goOn(resumed));
    }
    async take({ events, position }) {
        // Streams that another replica has parked may have come here since.
        if (!this.caughtUp)
            await this.lookAtParked();
        const next = events.values();
        const work = async () => {
            for (const event of next)
                if (!this.isDone(event))
                    await this.deliver(event);
        };
        await Promise.all(Array.from({ length: MOST_AT_ONCE }, work));
        this.position = position;
        if (performance.now() - this.saved > CHECKPOINT_EVERY_MS)
            await this.save(position);
        else
            this.saveLater();
    }
    /** So that the checkpoint comes to the end of the log when nothing more happens. */
    saveLater() {
        this.saving ??= setTimeout(() => {
            this.saving = undefined;
            if (this.position)
                this.save(this.position).catch((error) => this.log.warn(error));
        }, CHECKPOINT_EVERY_MS).unref();
    }
    beginOne(event, ahead) {
        const isFirst = !this.lanes.has(event.stream);
        const reaction = isFirst ? this.reaction(event, ahead) : undefined;
        if (isFirst && !reaction)
            return NOTHING_TO_DO;
        const ended = this.inLane(event.stream, async () => reaction ?? this.reaction(event, ahead));
        const begun = { ended, done: false };
        ended.then(() => (begun.done = true), () => undefined);
        return begun;
    }
    /** Whether what began ahead of the feed has ended well: most events are done when it delivers them. */
    isDone({ id }) {
        return this.ahead.get(id)?.done === true && this.ahead.delete(id);
    }
    async deliver(event) {
        if (this.parked.holds(event))
            return;
        const begun = this.ahead.get(event.id);
        this.ahead.delete(event.id);
        this.reached.set(event.stream, event.revision);
        await this.inLane(event.stream, async () => {
            const done = begun && (await begun.ended.then(() => true).catch(() => false));
            if (!done)
                await this.reactSurely(event);
        });
    }
    /** One after another within a stream. */
    inLane(stream, run) {
        const before = this.lanes.get(stream);
        const done = before ? before.catch(() => undefined).then(run) : run();
        this.lanes.set(stream, done);
        const leave = () => {
            if (this.lanes.get(stream) === done)
                this.lanes.delete(stream);
        };
        done.then(leave, leave);
        return done;
    }
    /** Undefined where nothing happens because of the event. */
    reaction(event, ahead) {
        const { actor, correlationId, traceparent } = event.metadata;
        const deadline = performance.now() + DEADLINE_MS;
        const context = { principal: actor, correlationId, causationId: event.id, traceparent, deadline, ahead };
        try {
            return inContext(context, () => this.reactor.react(event));
        }
        catch (error) {
            return Promise.reject(error);
        }
    }
    async reactSurely(event) {
        for (let pause = FIRST_PAUSE_MS; !this.parked.holds(event); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
            try {
                return await this.reaction(event);
            }
            catch (error) {
                const outage = isTransient(error) ? error : await this.parked.park(event, error).catch((lost) => lost);
                if (outage === undefined)
                    return;
                if (this.stopping)
                    throw outage;
                this.log.warn({
                    message: 'tried again',
                    reactor: this.reactor.name,
                    stream: event.stream,
                    reason: outage.message,
                });
                await new Promise((resolve) => setTimeout(resolve, pause));
            }
        }
    }
    async save(position) {
        this.saved = performance.now();
        await this.keeper.saveCheckpoint(this.reactor.name, position);
    }
}
//# sourceMappingURL=reactors.js.map