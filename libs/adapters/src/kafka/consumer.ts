import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { reasonOf, untilDone, type EventStore, type FeedBatch, type FeedOptions, type Subscription } from '#ports';
import { asking } from './client.js';
import type { Progress } from './gathering.js';
import { Membership, type Poison } from './membership.js';
import { positionOf, stateOf } from './offsets.js';
import { categoryOf, type KafkaTopics } from './topics.js';

const BATCH = 500;
/** Between two memberships: the first pause, and the longest. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Between two looks whether the relay has come as far as is awaited; longer and longer while it stands still. */
const CARRIED_MS = 100;
const LONGEST_CARRIED_MS = 1_000;
/** An offset of a partition that has just come, until a batch or the broker tells it. */
const UNKNOWN = -1;
/** Events that the relay has not told of yet, and that are looked through for some that would come here. */
const MOST_LOOKED_THROUGH = 1_000;

/** How this consumer hears of the log, beside the records. */
export interface Source {
  readonly kafka: Kafka;
  readonly topics: KafkaTopics;
  readonly log: EventStore;
  /** Position up to which the relay has carried the log to Kafka. */
  readonly carried: () => Promise<number>;
  readonly onPoison: (poison: Poison) => void;
}

/** A subscription over Kafka: one membership in its group after another, until it is stopped. */
export class KafkaConsumer implements Subscription {
  private readonly log = new Logger('kafka');
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  /** By topic and partition of its own: offset of the next record. */
  private readonly next = new Map<string, Map<number, number>>();
  /** Offsets to reach before it counts as caught up; undefined where that is not known yet. */
  private targets: readonly Progress[] | undefined;
  private caughtUp = false;
  /** Replaced when what is aimed at changes. */
  private aiming = new AbortController();

  constructor(
    private readonly source: Source,
    private readonly groupId: string,
    private readonly options: FeedOptions,
    private readonly handler: (batch: FeedBatch) => Promise<void>,
  ) {
    this.ended = this.live();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.aiming.abort();
    await this.ended;
  }

  /** Whether a partition is this consumer's now. */
  owns(topic: string, partition: number): boolean {
    return this.next.get(topic)?.has(partition) === true;
  }

  private async live(): Promise<void> {
    const { signal } = this.stopping;
    const { kafka, topics, log, onPoison } = this.source;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const begun = performance.now();
      const membership = new Membership({
        kafka,
        topics,
        log,
        groupId: this.groupId,
        categories: this.options.categories,
        batchSize: this.options.batchSize ?? BATCH,
        lingerMs: this.options.lingerMs ?? 0,
        handle: this.handler,
        positionAfter: (progress) => this.positionAfter(progress),
        onProgress: (progress) => this.moveOn(progress),
        onAssigned: (partitions) => this.own(partitions),
        onContact: (contact) => (contact ? this.aim() : this.lose()),
        onPoison,
        signal,
      });
      try {
        await membership.run();
      } catch (error) {
        this.log.warn({ message: 'left the group, and joins again', group: this.groupId, reason: reasonOf(error) });
      }
      this.lose();
      this.next.clear();
      if (performance.now() - begun > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Partitions came or went. Those that came may be behind. */
  private own(partitions: ReadonlyMap<string, readonly number[]>): void {
    let gained = this.next.size === 0;
    const before = new Map(this.next);
    this.next.clear();
    for (const [topic, own] of partitions) {
      const known = before.get(topic);
      gained ||= own.some((partition) => !known?.has(partition));
      this.next.set(topic, new Map(own.map((partition) => [partition, known?.get(partition) ?? UNKNOWN])));
    }
    if (!gained) return this.noteArrival();
    this.lose();
    this.aim();
  }

  /** Tells only of what is known: of the other partitions the broker does. */
  private positionAfter(progress: readonly Progress[]): string {
    const known = (ofTopic: ReadonlyMap<number, number>) => [...ofTopic].filter(([, next]) => next !== UNKNOWN);
    const offsets = new Map([...this.next].map(([topic, ofTopic]) => [topic, new Map(known(ofTopic))]));
    for (const { topic, partition, next } of progress) offsets.get(topic)?.set(partition, next);
    return positionOf([...offsets].map(([topic, ofTopic]) => [this.source.topics.categoryOf(topic), ofTopic] as const));
  }

  private moveOn(progress: readonly Progress[]): void {
    for (const { topic, partition, next } of progress) this.next.get(topic)?.set(partition, next);
    this.noteArrival();
  }

  /** Where the log ends now is what has to be reached: it has to have come to Kafka, and from there to the handler. */
  private aim(): void {
    this.aiming.abort();
    this.aiming = new AbortController();
    const { signal } = this.aiming;
    void untilDone(async () => {
      await this.untilCarried(await this.source.log.head(), signal);
      if (signal.aborted) return;
      const topics = [...this.next.keys()];
      const states = await asking(this.source.kafka, (admin) => stateOf(admin, this.groupId, topics));
      if (signal.aborted) return;
      const own = states.filter(({ topic, partition }) => this.next.get(topic)?.has(partition));
      for (const { topic, partition, next } of own) {
        const offsets = this.next.get(topic)!;
        offsets.set(partition, Math.max(next, offsets.get(partition)!));
      }
      this.targets = own.map(({ topic, partition, end }) => ({ topic, partition, next: end }));
      this.noteArrival();
    }, signal);
  }

  /**
   * What the relay has not carried yet matters where it would come here: that is looked up in the log, each event once
   * at most, and then only the relay is looked at.
   */
  private async untilCarried(head: number, signal: AbortSignal): Promise<void> {
    const { log, carried } = this.source;
    const categories = new Set(this.options.categories);
    for (let position = await carried(); position < head && !signal.aborted;) {
      const rest = await log.readAll({ after: position, limit: MOST_LOOKED_THROUGH });
      const seen = rest.at(-1)?.position ?? head;
      const last = rest.findLast((event) => event.position <= head && categories.has(categoryOf(event.stream)));
      if (seen >= head && !last) return;
      const awaited = seen >= head ? last!.position : seen;
      for (let pause = CARRIED_MS; position < awaited && !signal.aborted;) {
        await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
        const before = position;
        position = await carried();
        pause = position === before ? Math.min(2 * pause, LONGEST_CARRIED_MS) : CARRIED_MS;
      }
    }
  }

  private noteArrival(): void {
    if (this.caughtUp || !this.targets || this.stopping.signal.aborted) return;
    const there = ({ topic, partition, next }: Progress) => (this.next.get(topic)?.get(partition) ?? Infinity) >= next;
    if (!this.targets.every(there)) return;
    this.caughtUp = true;
    this.options.onCaughtUp?.(true);
  }

  /** Nothing is known any more of how far it is behind. */
  private lose(): void {
    this.aiming.abort();
    this.targets = undefined;
    if (!this.caughtUp) return;
    this.caughtUp = false;
    if (!this.stopping.signal.aborted) this.options.onCaughtUp?.(false);
  }
}
