import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import {
  EventFeed,
  type EventStore,
  type FeedBatch,
  type FeedOptions,
  type FeedPosition,
  inTime,
  type Subscription,
} from '#ports';
import { asking, kafkaClient, type KafkaSettings } from './client.js';
import { KafkaConsumer } from './consumer.js';
import type { Poison } from './membership.js';
import { offsetsIn, stateOf } from './offsets.js';
import { reach } from './opening.js';
import { KafkaRelayProducer } from './relay-producer.js';
import { categoryOf, KafkaTopics } from './topics.js';

/** Of a topic: the most consumers that can share its work. */
const PARTITIONS = 12;
const KNOWN_MS = 3_000;
/** Events that the relay has not told of yet, and that are looked at to tell a lag. */
const MOST_UNCARRIED = 1_000;

/** The log whose events come over Kafka. */
export interface CarriedLog {
  readonly log: EventStore;
  /** Position up to which the relay has carried its events to Kafka. */
  readonly carried: () => Promise<number>;
}

export interface KafkaOptions {
  readonly settings: KafkaSettings;
  /** Prefix of topics and groups. */
  readonly namespace: string;
  /** Partitions of each topic, the same for ever. Default 12. */
  readonly partitions?: number;
  /** How long brokers that are not reached are awaited, ms. */
  readonly startTimeoutMs?: number;
}

export type KafkaFeedOptions = KafkaOptions & CarriedLog;

/**
 * Kafka as the feed: consumer groups, each with the position that it has committed there; a group's replicas share the
 * partitions. A new group begins at the first record. A stream is in one partition, so its order is kept.
 */
export class KafkaFeed extends EventFeed {
  override readonly keepsPositions = true;
  private readonly logger = new Logger('kafka');
  /** By group: the latest consumer here, and what it reads. */
  private readonly consumers = new Map<
    string,
    { readonly categories: readonly string[]; readonly consumer: KafkaConsumer }
  >();
  private readonly running = new Set<Subscription>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly topics: KafkaTopics,
    private readonly options: KafkaFeedOptions,
  ) {
    super();
  }

  /**
   * Looks at the brokers and changes nothing there; gives what makes the feed of a log. Throws CannotStart where no broker
   * answers in time, or a topic of the namespace is not as it should be.
   */
  static async reach(options: KafkaOptions): Promise<(of: CarriedLog) => KafkaFeed> {
    const kafka = kafkaClient(options.settings);
    const topics = new KafkaTopics(kafka, options.namespace, options.partitions ?? PARTITIONS);
    await reach(() => topics.check(), options.settings, options.startTimeoutMs);
    return (of) => new KafkaFeed(kafka, topics, { ...options, ...of });
  }

  /** What carries the log to the topics of this feed. */
  producer(): KafkaRelayProducer {
    return new KafkaRelayProducer(this.kafka, this.topics);
  }

  override subscribe(options: FeedOptions, handler: (batch: FeedBatch) => Promise<void>): Subscription {
    const { log, carried } = this.options;
    const { kafka, topics } = this;
    const onPoison = (poison: Poison) => this.pass(options.group, poison);
    const source = { kafka, topics, log, carried, onPoison };
    const consumer = new KafkaConsumer(source, this.groupId(options.group), options, handler);
    this.consumers.set(options.group, { categories: options.categories, consumer });
    const subscription = {
      stop: async () => {
        await consumer.stop();
        this.running.delete(subscription);
      },
    };
    this.running.add(subscription);
    return subscription;
  }

  /**
   * Records between where the group is and the end of its topics: by the position in the partitions that it tells of and
   * that have not gone to another replica since, by what is committed in the others. With them the events that the relay
   * has not told of yet, as far as they are among the first 1,000 of those.
   */
  override lag(group: string, position: FeedPosition | undefined): Promise<number | undefined> {
    return known(async () => {
      const categories = this.categoriesOf(group, position);
      if (!categories.length) return undefined;
      // First: what is carried meanwhile is counted twice rather than not at all.
      const uncarried = await this.uncarried(categories);
      return uncarried + (await this.behind(group, position, (told) => told));
    });
  }

  /**
   * Known where the group has come to the end of what the relay had carried: a record does not tell its position. Counts
   * from the further one of a position, which is old where another replica has gone on, and what is committed.
   */
  override async taken(group: string, position: FeedPosition | undefined): Promise<number> {
    const taken = await known(async () => {
      if (!this.categoriesOf(group, position).length) return undefined;
      const carried = await this.options.carried();
      return (await this.behind(group, position, Math.max)) === 0 ? carried : undefined;
    });
    return taken ?? 0;
  }

  /** Ends all subscriptions, their running handlers awaited. */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((subscription) => subscription.stop()));
  }

  /** What a group takes, as far as this process knows. */
  private categoriesOf(group: string, position: FeedPosition | undefined): readonly string[] {
    return this.consumers.get(group)?.categories ?? [...offsetsIn(position).keys()];
  }

  private async uncarried(categories: readonly string[]): Promise<number> {
    const { log, carried } = this.options;
    const rest = await log.readAll({ after: await carried(), limit: MOST_UNCARRIED });
    return rest.filter(({ stream }) => categories.includes(categoryOf(stream))).length;
  }

  /** Records behind where the group is; `reached` where the position and what is committed both tell of a partition. */
  private async behind(
    group: string,
    position: FeedPosition | undefined,
    reached: (told: number, committed: number) => number,
  ): Promise<number> {
    const own = offsetsIn(position);
    const here = this.consumers.get(group);
    const topics = this.categoriesOf(group, position).map((category) => this.topics.topicOf(category));
    const states = await asking(this.kafka, (admin) => stateOf(admin, this.groupId(group), topics));
    return states.reduce((sum, { topic, partition, next, end }) => {
      const isOwn = here?.consumer.owns(topic, partition) ?? true;
      const at = isOwn ? own.get(this.topics.categoryOf(topic))?.get(partition) : undefined;
      return sum + Math.max(0, end - (at === undefined ? next : reached(at, next)));
    }, 0);
  }

  private groupId(group: string): string {
    return `${this.topics.namespace}.${group}`;
  }

  private pass(group: string, poison: Poison): void {
    this.logger.error({ message: 'passed over a record that is no event of ours', group, ...poison });
    this.onPassedOver(group, poison);
  }
}

/** What is found out in time; undefined where it is not. */
const known = <T>(ask: () => Promise<T>): Promise<T | undefined> =>
  inTime<T | undefined>(
    ask().catch(() => undefined),
    KNOWN_MS,
    () => undefined,
  );
