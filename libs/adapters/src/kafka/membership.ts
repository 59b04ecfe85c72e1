import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { reasonOf, type EventStore, type FeedBatch, type FeedPosition, type RecordedEvent } from '#ports';
import { eventIn, placeIn, type PoisonReason } from './envelope.js';
import { Gathering, type Gathered, type Progress } from './gathering.js';
import type { KafkaTopics } from './topics.js';

/** A member that is not heard of for so long is out: its partitions go to the others. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 1_000;
/** How long a rebalance waits for members whose handler runs. */
const REBALANCE_MS = 60_000;
/** An idle fetch returns after this; stopping waits for it. */
const FETCH_MS = 500;
/** A membership outlives an outage of a minute; it then ends, and another one is begun. */
const RETRY = { retries: 60, initialRetryTime: 200, maxRetryTime: 1_000, restartOnFailure: async () => false };
/** Not fetching for so long although nothing is handled: the brokers are away. */
const SILENT_MS = 5_000;
/** And for so long: the client is stuck. */
const STUCK_MS = 120_000;
const WATCH_MS = 250;
const LEAVING_MS = 10_000;
/** More than a process has partitions: all that a fetch brought is gathered. */
const CONCURRENTLY = 256;

/** A record that gives no event and names none of the log: passed over. */
export interface Poison {
  readonly reason: PoisonReason;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export interface MembershipOptions {
  readonly kafka: Kafka;
  readonly topics: KafkaTopics;
  /** Has the events of records that cannot be read. */
  readonly log: EventStore;
  readonly groupId: string;
  readonly categories: readonly string[];
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly handle: (batch: FeedBatch) => Promise<void>;
  readonly positionAfter: (progress: readonly Progress[]) => FeedPosition;
  readonly onProgress: (progress: readonly Progress[]) => void;
  /** It has joined, or the group was rebalanced: these partitions are its own, by topic. */
  readonly onAssigned: (partitions: ReadonlyMap<string, readonly number[]>) => void;
  /** Whether the brokers are heard. */
  readonly onContact: (contact: boolean) => void;
  readonly onPoison: (poison: Poison) => void;
  readonly signal: AbortSignal;
}

/** One membership in a consumer group, from joining until the signal or until the client gives up: then it rejects. */
export class Membership {
  private readonly log = new Logger('kafka');
  private readonly consumer: Consumer;
  private readonly gathering: Gathering;
  private heardAt = performance.now();
  private contact = true;
  private over = false;

  constructor(private readonly options: MembershipOptions) {
    this.consumer = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: FETCH_MS,
      allowAutoTopicCreation: false,
      retry: RETRY,
    });
    this.gathering = new Gathering(options);
  }

  async run(): Promise<void> {
    const { topics, categories, signal } = this.options;
    const { CRASH, REQUEST_TIMEOUT } = this.consumer.events;
    let watch: NodeJS.Timeout | undefined;
    const failed = new Promise<never>((_, reject) => {
      this.consumer.on(CRASH, ({ payload }) => reject(payload.error));
      // The driver would keep the connection, which may be dead, and ask over it again and again.
      this.consumer.on(REQUEST_TIMEOUT, ({ payload }) => reject(new Error(`${payload.broker} does not answer`)));
      watch = setInterval(() => this.watch(reject), WATCH_MS);
    });
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      const joined = topics.ensure(categories).then(() => this.join());
      await Promise.race([joined, failed, stopped]);
      await Promise.race([failed, stopped]);
    } catch (error) {
      topics.forget();
      throw error;
    } finally {
      this.over = true;
      signal.removeEventListener('abort', stop);
      clearInterval(watch);
      await Promise.race([this.gathering.idle(), sleep(LEAVING_MS, undefined, { ref: false })]);
      const left = this.leave();
      // Brokers that are silent are not waited for.
      if (this.contact) await left;
    }
  }

  private async join(): Promise<void> {
    const { topics, categories, onAssigned } = this.options;
    const { GROUP_JOIN, FETCH } = this.consumer.events;
    this.consumer.on(FETCH, () => this.hear());
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      // Too late: it would keep partitions that nobody reads.
      if (this.over) return void this.leave();
      this.hear();
      onAssigned(new Map(Object.entries(payload.memberAssignment)));
    });
    await this.consumer.connect();
    await this.consumer.subscribe({
      topics: categories.map((category) => topics.topicOf(category)),
      fromBeginning: true,
    });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENTLY,
      eachBatch: (payload) => this.take(payload),
    });
    if (this.over) await this.leave();
  }

  private leave(): Promise<void> {
    return Promise.race([
      this.consumer.disconnect().catch(() => undefined),
      sleep(LEAVING_MS, undefined, { ref: false }),
    ]);
  }

  private take(payload: EachBatchPayload): Promise<void> {
    // It came late: another membership reads it.
    if (this.over) return Promise.resolve();
    const { topics, onPoison } = this.options;
    const { topic, partition, messages } = payload.batch;
    const place = {
      namespace: topics.namespace,
      category: topics.categoryOf(topic),
      partitions: topics.partitions,
    };
    const records: Gathered[] = [];
    let unread = false;
    for (const message of messages) {
      const { offset } = message;
      const event = eventIn(message, partition, place);
      if (typeof event !== 'string') {
        records.push({ offset, event });
        continue;
      }
      const poison = { reason: event, topic, partition, offset };
      const named = placeIn(message, partition, place);
      if (named) records.push({ offset, event: () => this.lookUp(named, poison) });
      else onPoison(poison);
      unread ||= named !== undefined;
    }
    if (unread) this.log.warn({ message: 'takes from the log what records do not tell', topic, partition });
    return this.gathering.take(payload, records);
  }

  /** The event of a record that cannot be read. Rejects while the log is away: nothing is passed over unseen. */
  private async lookUp(named: Pick<RecordedEvent, 'stream' | 'revision'>, poison: Poison) {
    const { log, onPoison } = this.options;
    const { stream, revision } = named;
    try {
      const [event] = await log.readPlaced(stream, { from: revision, limit: 1 });
      if (!event) onPoison(poison);
      return event;
    } catch (error) {
      this.log.warn({ message: 'looked up again', stream, revision, reason: reasonOf(error) });
      throw error;
    }
  }

  private watch(giveUp: (error: Error) => void): void {
    if (this.gathering.busy) this.heardAt = performance.now();
    const silent = performance.now() - this.heardAt;
    if (silent > SILENT_MS) this.tell(false);
    if (silent > STUCK_MS) giveUp(new Error(`Nothing was heard of the brokers for ${STUCK_MS / 1_000} s.`));
  }

  private hear(): void {
    this.heardAt = performance.now();
    this.tell(true);
  }

  private tell(contact: boolean): void {
    if (contact === this.contact) return;
    this.contact = contact;
    this.options.onContact(contact);
  }
}
