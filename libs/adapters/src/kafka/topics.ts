import type { Admin, ConfigResourceTypes, Kafka } from 'kafkajs';
import { CannotStart } from '#ports';
import { asking } from './client.js';

/**
 * Facts are kept for ever, whatever time their producer believes it to be: with the broker's defaults a record that is
 * stamped old is accepted and deleted within seconds, and all others after a week. They are stored uncompressed, whoever
 * sends them: one that is compressed in a way that the driver cannot read would hold up its partition for ever.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
  'compression.type': 'uncompressed',
};
/** Of a record with its batch: more than any append to the log may have. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_REPLICAS = 3;
/** The driver's enum cannot be imported by name. */
const TOPIC: ConfigResourceTypes = 2;

/** The topics of an installation: one for each category of streams, `<namespace>.<category>`. */
export class KafkaTopics {
  /** Those that were seen to be there, as they should be. */
  private readonly known = new Set<string>();

  constructor(
    private readonly kafka: Kafka,
    readonly namespace: string,
    /** Of each topic. They are for ever: with another number streams would change their partition, and their order. */
    readonly partitions: number,
  ) {}

  topicOf(category: string): string {
    return `${this.namespace}.${category}`;
  }

  categoryOf(topic: string): string {
    return topic.slice(this.namespace.length + 1);
  }

  /** Refuses with CannotStart what is there and is not as it should be. */
  async check(): Promise<void> {
    await asking(this.kafka, async (admin) => {
      const all = await admin.listTopics();
      await this.assertRight(
        admin,
        all.filter((topic) => topic.startsWith(`${this.namespace}.`)),
      );
    });
  }

  /** Whether no record was ever written to any of them, as they are now. */
  async areEmpty(): Promise<boolean> {
    return asking(this.kafka, async (admin) => {
      const own = (await admin.listTopics()).filter((topic) => topic.startsWith(`${this.namespace}.`));
      const offsets = await Promise.all(own.map((topic) => admin.fetchTopicOffsets(topic)));
      return offsets.flat().every(({ high }) => high === '0');
    });
  }

  /** Makes those topics that are missing; throws CannotStart for one that is not as it should be. */
  async ensure(categories: Iterable<string>): Promise<void> {
    const wanted = [...categories].map((category) => this.topicOf(category)).filter((topic) => !this.known.has(topic));
    if (!wanted.length) return;
    await asking(this.kafka, async (admin) => {
      const there = new Set(await admin.listTopics());
      const missing = wanted.filter((topic) => !there.has(topic));
      if (missing.length) await this.make(admin, missing);
      await this.assertRight(admin, wanted);
    });
  }

  /** Looks again at the next call: something is wrong with a topic. */
  forget(): void {
    this.known.clear();
  }

  private async make(admin: Admin, topics: readonly string[]): Promise<void> {
    const { brokers } = await admin.describeCluster();
    const replicationFactor = Math.min(MOST_REPLICAS, brokers.length);
    const settings = {
      ...SETTINGS,
      'max.message.bytes': String(MOST_BYTES),
      'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
    };
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    try {
      await admin.createTopics({
        waitForLeaders: true,
        topics: topics.map((topic) => ({ topic, numPartitions: this.partitions, replicationFactor, configEntries })),
      });
    } catch (error) {
      // Another process was faster: what it has made is looked at next.
      if (!isExisting(error)) throw error;
    }
  }

  private async assertRight(admin: Admin, topics: string[]): Promise<void> {
    if (!topics.length) return;
    const metadata = await admin.fetchTopicMetadata({ topics });
    for (const { name, partitions } of metadata.topics) {
      if (partitions.length === this.partitions) continue;
      throw new CannotStart(`The topic ${name} has ${partitions.length} partitions, and not ${this.partitions}.`);
    }
    const names = Object.keys(SETTINGS);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: TOPIC, name, configNames: names })),
    });
    for (const { resourceName, configEntries } of resources) {
      for (const { configName, configValue } of configEntries) {
        const right = SETTINGS[configName];
        if (right === undefined || right === configValue) continue;
        throw new CannotStart(`The topic ${resourceName} has ${configName}=${configValue}, and not ${right}.`);
      }
    }
    for (const topic of topics) this.known.add(topic);
  }
}

const isExisting = (error: unknown): boolean =>
  error instanceof Error &&
  (('type' in error && error.type === 'TOPIC_ALREADY_EXISTS') ||
    ('errors' in error && Array.isArray(error.errors) && error.errors.every(isExisting)));

/** The part of a stream's name before the first `-`. */
export const categoryOf = (stream: string): string => stream.split('-', 1)[0]!;
