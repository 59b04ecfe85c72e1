import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { kafkaClient, type KafkaSettings } from '../libs/adapters/src/kafka/client.js';
import { KafkaFeed, type KafkaFeedOptions } from '../libs/adapters/src/kafka/kafka-feed.js';
import { MemoryEventStore } from '../libs/adapters/src/memory/event-store.js';
import { carriedPosition, Relay, type Carrier } from '../libs/eventing/src/index.js';
import type { NewEvent } from '#ports';
import { until } from '../libs/ports/contract/until.js';

/** A log in memory whose append returns once the relay has carried what was appended. */
class CarriedLog extends MemoryEventStore {
  carrying = true;
  position = 0;

  override async append(stream: string, expectedRevision: number, events: readonly NewEvent[]) {
    await super.append(stream, expectedRevision, events);
    const last = await this.head();
    if (this.carrying && !stream.startsWith('relay-')) await until(() => this.position >= last);
  }
}

/** The feed over brokers that are there. */
export const openKafkaFeed = async (options: KafkaFeedOptions): Promise<KafkaFeed> =>
  (await KafkaFeed.reach(options))(options);

/** A log, a relay that carries it to Kafka, and the feed that comes from there, with names that no other test has. */
export class KafkaInstallation {
  readonly namespace = `test-${randomUUID().slice(0, 8)}`;
  readonly log = new CarriedLog();
  readonly settings: KafkaSettings;
  feed: KafkaFeed;
  relay: Relay;
  /** What the feeds have told of, where nobody else is told. */
  readonly passedOver: object[] = [];
  private readonly feeds: KafkaFeed[] = [];

  private constructor(settings: KafkaSettings | string) {
    this.settings = typeof settings === 'string' ? { brokers: [settings] } : settings;
    Logger.overrideLogger(false);
  }

  /** `settings` tells how the relay reaches the brokers. */
  static async open(settings: KafkaSettings | string, options: Partial<KafkaFeedOptions> = {}) {
    const opened = new KafkaInstallation(settings);
    opened.feed = await opened.openFeed(options);
    opened.relay = opened.startRelay();
    return opened;
  }

  async openFeed(options: Partial<KafkaFeedOptions> = {}): Promise<KafkaFeed> {
    const { settings, namespace, log } = this;
    const carried = () => carriedPosition(log, namespace);
    const feed = await openKafkaFeed({ settings, namespace, log, carried, partitions: 3, ...options });
    feed.onPassedOver = (_group, passed) => void this.passedOver.push(passed);
    this.feeds.push(feed);
    return feed;
  }

  startRelay(leaseMs = 1_000): Relay {
    const producer = this.feed.producer();
    const carrier: Carrier = {
      carry: async (events) => {
        await producer.carry(events);
        this.log.position = Math.max(this.log.position, events.at(-1)!.position);
      },
      isEmpty: () => producer.isEmpty(),
      close: () => producer.close(),
    };
    const relay = new Relay(this.log, carrier, { namespace: this.namespace, leaseMs });
    relay.start();
    return relay;
  }

  topic(category: string): string {
    return `${this.namespace}.${category}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.feeds.map((feed) => feed.close()));
    await this.relay.stop();
    await this.log.close();
    await removeTopics(this.settings, this.namespace);
  }
}

/** The brokers of the tests keep nothing of an installation that is no longer needed. */
export async function removeTopics(settings: KafkaSettings, namespace: string): Promise<void> {
  const admin = kafkaClient(settings).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
  if (topics.length) await admin.deleteTopics({ topics });
  await admin.disconnect();
}
