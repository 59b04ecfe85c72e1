import type { Kafka, Producer, RecordMetadata } from 'kafkajs';
import { AppError, type RecordedEvent } from '#ports';
import { REQUEST_TIMEOUT_MS } from './client.js';
import { recordOf } from './envelope.js';
import { categoryOf, type KafkaTopics } from './topics.js';

/** Most events and bytes of one send; the bytes stay below what a broker takes as one batch of a partition. */
const MOST_EVENTS = 2_000;
const MOST_BYTES = 768 * 1024;
/** What a record has beside its value: key, headers, framing. */
const ENVELOPE_BYTES = 700;

/**
 * Sends events of the log to the topics of their categories. Not idempotent in Kafka's sense: that producer takes its
 * sequence back when a send fails, and when the answer alone was lost the broker takes the next batch for a repeat,
 * acknowledges it and never writes it. Here one send is under way at a time, acknowledged by all replicas in sync, and
 * whoever calls repeats the same events until it is.
 */
export class KafkaRelayProducer {
  private readonly closing = new AbortController();
  private producer: Producer | undefined;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: KafkaTopics,
  ) {}

  /**
   * Resolves once all of them are acknowledged. When it rejects, any part of them may have been written: the same
   * events are to be sent again, and nothing behind them before.
   */
  carry(events: readonly RecordedEvent[]): Promise<void> {
    const sent = this.sending.then(() => this.unlessClosed(() => this.send(events)));
    this.sending = sent.catch(() => undefined);
    return sent;
  }

  /** Whether the brokers have no record of this installation: a new one, or all topics were emptied or removed. */
  isEmpty(): Promise<boolean> {
    return this.topics.areEmpty();
  }

  /** What is under way is no longer waited for: it rejects. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.drop();
  }

  private async send(events: readonly RecordedEvent[]): Promise<void> {
    try {
      await this.topics.ensure(new Set(events.map(({ stream }) => categoryOf(stream))));
      const records = events.map((event) => recordOf(event, this.topics));
      for (const batch of batches(records)) {
        const producer = (this.producer ??= await this.connect());
        const topicMessages = this.byTopic(batch);
        const answers = await producer.sendBatch({ acks: -1, timeout: REQUEST_TIMEOUT_MS - 1_000, topicMessages });
        assertAcknowledged(topicMessages, answers);
      }
    } catch (error) {
      // Its connection may be dead in a way that it does not see, its topic gone: the repeat begins anew.
      this.topics.forget();
      await this.drop();
      throw error;
    }
  }

  private byTopic(records: readonly EventRecord[]): EventsOfTopic[] {
    const topics = new Map<string, EventRecord[]>();
    for (const record of records) {
      const topic = this.topics.topicOf(categoryOf(record.key));
      const others = topics.get(topic);
      if (others) others.push(record);
      else topics.set(topic, [record]);
    }
    return [...topics].map(([topic, messages]) => ({ topic, messages }));
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: false,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // Whoever calls repeats, over another connection.
      retry: { retries: 0 },
    });
    await producer.connect();
    return producer;
  }

  private async drop(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }

  private unlessClosed(run: () => Promise<void>): Promise<void> {
    const { signal } = this.closing;
    return new Promise((resolve, reject) => {
      const end = () => reject(new AppError('unavailable', 'FEED_UNAVAILABLE', 'The producer is closed.'));
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      run()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', end));
    });
  }
}

type EventRecord = ReturnType<typeof recordOf>;

interface EventsOfTopic {
  readonly topic: string;
  readonly messages: EventRecord[];
}

/** The driver leaves out what is for a partition that it does not find, without an error: its answer then lacks it. */
function assertAcknowledged(sent: readonly EventsOfTopic[], answers: readonly RecordMetadata[]): void {
  for (const { topic, messages } of sent) {
    const own = answers.filter(({ topicName }) => topicName === topic);
    const partitions = new Set(own.map(({ partition }) => partition));
    const lost = messages.find(({ partition }) => !partitions.has(partition));
    if (!lost) continue;
    throw new AppError('unavailable', 'FEED_UNAVAILABLE', `The topic ${topic} has no partition ${lost.partition}.`);
  }
}

function* batches(records: readonly EventRecord[]): Generator<readonly EventRecord[]> {
  for (let from = 0; from < records.length;) {
    let to = from;
    let bytes = 0;
    do bytes += ENVELOPE_BYTES + records[to++]!.value.length;
    while (to < records.length && to - from < MOST_EVENTS && bytes + records[to]!.value.length < MOST_BYTES);
    yield records.slice(from, to);
    from = to;
  }
}
