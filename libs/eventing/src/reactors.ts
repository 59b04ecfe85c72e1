import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { LRUCache } from 'lru-cache';
import {
  EventFeed,
  EventStore,
  inContext,
  isTransient,
  NO_STREAM,
  ReadModel,
  reasonOf,
  type CallContext,
  type FeedBatch,
  type StreamEvent,
  type Subscription,
} from '#ports';
import { Aggregates } from './aggregates.js';
import { Checkpoint } from './eventing.tables.js';
import { ParkedStreams, type Resumed } from './parked-streams.js';
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
@Injectable()
export class Reactors implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly runners = new Map<string, ReactorRunner>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
    private readonly feed: EventFeed,
    private readonly readModel: ReadModel,
    private readonly keeper: ReadSideKeeper,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const settled = () => this.aggregates.settled();
    for (const { instance } of this.discovery.getProviders()) {
      if (!(instance instanceof Reactor)) continue;
      const runner = new ReactorRunner(instance, this.store, this.readModel, this.keeper);
      await runner.start(this.feed);
      const { ordered } = this.store;
      this.aggregates.onPending((events) => (ordered ? runner.hear(events, settled) : runner.hearRecorded(events)));
      this.runners.set(instance.name, runner);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
  }

  caughtUp(): boolean {
    return [...this.runners.values()].every(({ caughtUp }) => caughtUp);
  }

  names(): string[] {
    return [...this.runners.keys()];
  }

  runner(name: string): ReactorRunner | undefined {
    return this.runners.get(name);
  }
}

/** A reaction ahead of the feed, and whether it has ended well. */
interface Begun {
  readonly ended: Promise<void>;
  done: boolean;
}

const NOTHING_TO_DO: Begun = { ended: Promise.resolve(), done: true };

/** Brings one reactor its events, per stream in order, streams beside one another. */
export class ReactorRunner {
  caughtUp = false;
  /** How often streams that another replica has parked may have come here, and as of when it was looked. */
  private moves = 0;
  private looked = 0;
  private readonly log = new Logger('reactor');
  private readonly parked: ParkedStreams;
  /** By stream: what has been begun last. */
  private readonly lanes = new Map<string, Promise<void>>();
  /** Revision of each stream's last event whose reaction was begun here; of none once one ahead of the feed has failed. */
  private readonly reached = new LRUCache<string, number>({ max: MOST_AHEAD });
  /** By event id: reactions that began ahead of the feed, until it delivers the event. */
  private readonly ahead = new Map<string, Begun>();
  /** Of the log, when events were heard last that were not on disk yet. */
  private epoch = 0;
  private subscription: Subscription | undefined;
  private position: string | undefined;
  private saved = 0;
  private saving: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly reactor: Reactor,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    private readonly keeper: ReadSideKeeper,
  ) {
    this.parked = new ParkedStreams(reactor.name, readModel, keeper);
  }

  async start(feed: EventFeed): Promise<void> {
    const { name, categories, lingerMs } = this.reactor;
    const { manager } = this.readModel;
    await this.lookAtParked();
    this.looking = setInterval(() => {
      if (this.parked.size) this.lookAtParked().catch((error: unknown) => this.tellLater(error));
    }, LOOK_EVERY_MS).unref();
    this.position = (await manager.findOneBy(Checkpoint, { name }))?.position;
    this.subscription = feed.subscribe(
      { group: name, categories, lingerMs, from: this.position, onCaughtUp: (caughtUp) => this.hearPlace(caughtUp) },
      (batch) => this.take(batch),
    );
  }

  /** A move either way: while it is behind it is not told that more streams have come. */
  private hearPlace(caughtUp: boolean): void {
    this.caughtUp = caughtUp;
    this.moves++;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.looking);
    await this.subscription?.stop();
    await Promise.allSettled(this.lanes.values());
    clearTimeout(this.saving);
    if (this.position) await this.save(this.position);
  }

  /** Events that are decided and not yet on disk: their reactions share the commit. */
  hear(events: readonly StreamEvent[], settled: () => Promise<void>): void {
    const { epoch } = this.store;
    // What was begun before an append failed may be void, and another event in its place: the feed tells what is there.
    if (epoch !== this.epoch) this.reached.clear();
    this.epoch = epoch;
    this.begin(events, { epoch, settled });
  }

  /** Events that were just recorded, here or elsewhere: their reactions need not wait until the feed brings them. */
  hearRecorded(events: readonly StreamEvent[]): void {
    this.begin(events);
  }

  private begin(events: readonly StreamEvent[], ahead?: CallContext['ahead']): void {
    if (this.stopping) return;
    for (const event of events) {
      if (!this.reactor.categories.includes(categoryOf(event.stream))) continue;
      if (event.revision <= this.reachedIn(event.stream)) continue;
      if (!this.isNext(event)) {
        // It may have been begun once before, when its append failed: that reaction is void, however it ended.
        this.ahead.delete(event.id);
        continue;
      }
      this.reached.set(event.stream, event.revision);
      this.ahead.set(event.id, this.beginOne(event, ahead));
      if (this.ahead.size > MOST_AHEAD) this.ahead.delete(this.ahead.keys().next().value as string);
    }
  }

  /**
   * Whether the reaction to the event before was begun here, and nothing before it failed. Otherwise that one is still
   * to come by the feed, after a restart above all, or another replica may not be done with it.
   */
  private isNext({ stream, revision }: StreamEvent): boolean {
    return !this.parked.has(stream) && this.reachedIn(stream) === revision - 1;
  }

  private reachedIn(stream: string): number {
    return this.reached.get(stream) ?? NO_STREAM;
  }

  /** Tries a parked stream again from the event at which it stopped; tells whether it goes on. */
  async retry(stream: string, fromRevision: number): Promise<boolean> {
    return this.parked.tryAgain(stream, fromRevision, () => this.goOn({ stream, from: fromRevision }));
  }

  /** Ahead of what the feed brings of the stream from now on. */
  private goOn({ stream, from }: Resumed): Promise<void> {
    return this.inLane(stream, async () => {
      for (const event of await this.store.read(stream, { from })) await this.reactSurely(event);
    });
  }

  private async lookAtParked(): Promise<void> {
    const { moves } = this;
    await this.parked.look((resumed) => this.goOn(resumed));
    this.looked = moves;
  }

  private async take({ events, position }: FeedBatch): Promise<void> {
    if (this.looked < this.moves || !this.caughtUp) await this.lookAtParked();
    const open = events.filter((event) => !this.isDone(event));
    const next = open.values();
    const work = async () => {
      for (const event of next) await this.deliver(event);
    };
    await Promise.all(Array.from({ length: Math.min(MOST_AT_ONCE, open.length) }, work));
    this.position = position;
    if (performance.now() - this.saved > CHECKPOINT_EVERY_MS) await this.save(position);
    else this.saveLater();
  }

  /** So that the checkpoint comes to the end of the log when nothing more happens. */
  private saveLater(): void {
    this.saving ??= setTimeout(() => {
      this.saving = undefined;
      if (this.position) this.save(this.position).catch((error: unknown) => this.tellLater(error));
    }, CHECKPOINT_EVERY_MS).unref();
  }

  private tellLater(error: unknown): void {
    this.log.warn({ message: 'done later', reactor: this.reactor.name, reason: reasonOf(error) });
  }

  private beginOne(event: StreamEvent, ahead: CallContext['ahead']): Begun {
    const isFirst = !this.lanes.has(event.stream);
    const reaction = isFirst ? this.reaction(event, ahead) : undefined;
    if (isFirst && !reaction) return NOTHING_TO_DO;
    // When the one before fails or is parked, this one fails: it waits for the feed, which brings them in order.
    const next = async (before?: Promise<void>) => {
      await before;
      if (this.parked.has(event.stream)) throw new Error(`${event.stream} is parked.`);
      await this.reaction(event, ahead);
    };
    const ended = this.inLane(event.stream, reaction ? () => reaction : next);
    const begun: Begun = { ended, done: false };
    ended.then(
      () => (begun.done = true),
      () => this.reached.delete(event.stream),
    );
    return begun;
  }

  /** Whether what began ahead of the feed has ended well: most events are done when it delivers them. */
  private isDone({ id }: StreamEvent): boolean {
    return this.ahead.get(id)?.done === true && this.ahead.delete(id);
  }

  private async deliver(event: StreamEvent): Promise<void> {
    if (this.parked.holds(event)) return;
    const begun = this.ahead.get(event.id);
    this.ahead.delete(event.id);
    // A late duplicate takes nothing back.
    this.reached.set(event.stream, Math.max(event.revision, this.reachedIn(event.stream)));
    await this.inLane(event.stream, async () => {
      const done = begun && (await begun.ended.then(() => true).catch(() => false));
      if (!done) await this.reactSurely(event);
    });
  }

  /** One after another within a stream. */
  private inLane(stream: string, run: (before?: Promise<void>) => Promise<void>): Promise<void> {
    const before = this.lanes.get(stream);
    const done = before ? before.catch(() => undefined).then(() => run(before)) : run();
    this.lanes.set(stream, done);
    const leave = () => {
      if (this.lanes.get(stream) === done) this.lanes.delete(stream);
    };
    done.then(leave, leave);
    return done;
  }

  /** Undefined where nothing happens because of the event. */
  private reaction(event: StreamEvent, ahead?: CallContext['ahead']): Promise<void> | undefined {
    const { actor, correlationId, traceparent } = event.metadata;
    const deadline = performance.now() + DEADLINE_MS;
    const context = { principal: actor, correlationId, causationId: event.id, traceparent, deadline, ahead };
    try {
      return inContext(context, () => this.reactor.react(event));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  private async reactSurely(event: StreamEvent): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.parked.holds(event); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.reaction(event);
      } catch (error) {
        const outage = isTransient(error) ? error : await this.parked.park(event, error).catch((lost: unknown) => lost);
        if (outage === undefined) return;
        if (this.stopping) throw outage;
        this.log.warn({
          message: 'tried again',
          reactor: this.reactor.name,
          stream: event.stream,
          reason: (outage as Error).message,
        });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private async save(position: string): Promise<void> {
    this.saved = performance.now();
    await this.keeper.saveCheckpoint(this.reactor.name, position);
  }
}
