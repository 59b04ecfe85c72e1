import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { MemoryEventStore } from '#adapters';
import { carriedPosition, Relay } from '#eventing';
import type { NewEvent } from '#ports';
import { asking, kafkaClient } from '../../libs/adapters/src/kafka/client.js';
import { openKafkaFeed } from '../kafka.js';
import { FirstOccurrences } from '../first-occurrences.js';
import type { Figure } from './figures.js';

const EVENTS = 50_000;
const STREAMS = 500;
/** Messages of one send, like the log gives them to the relay. */
const AT_ONCE = 500;
const PARTITIONS = 12;
const TEXT = 'x'.repeat(400);

/** The relay to Kafka and a consumer behind it, beside kafkajs alone that sends as many bytes in sends of the same size. */
export async function relayToKafka(): Promise<readonly Figure[]> {
  const brokers = process.env['KAFKA_BROKERS'];
  if (!brokers) {
    console.error('kafka: KAFKA_BROKERS is not set, nothing is measured.');
    return [];
  }
  Logger.overrideLogger(['error']);
  const settings = { brokers: [brokers] };
  const namespace = `bench-${randomUUID().slice(0, 8)}`;
  const log = new MemoryEventStore();
  for (let n = 0; n < EVENTS; n++) await log.append(`order-${n % STREAMS}`, Math.floor(n / STREAMS) - 1, [event()]);
  const carried = () => carriedPosition(log, namespace);
  const feed = await openKafkaFeed({ settings, namespace, log, carried, partitions: PARTITIONS });
  const relay = new Relay(log, feed.producer(), { namespace });
  try {
    const reference = { name: 'kafkajs alone', value: await rate(() => kafkajsAlone(brokers, `${namespace}.raw`)) };
    const relayed = await rate(async () => {
      relay.start();
      await until(async () => (await carried()) >= EVENTS);
    });
    const seen = new FirstOccurrences();
    const taken = await rate(async () => {
      const options = { group: 'reader', categories: ['order'], batchSize: 1_000 };
      feed.subscribe(options, async ({ events }) => seen.take(events));
      await until(() => seen.count === EVENTS);
    });
    const more = `${EVENTS} events of ${STREAMS} streams, ${seen.repeats} repeated`;
    return [
      { name: 'relay to Kafka', value: relayed, unit: 'events/s', reference, floor: 5_000, more },
      { name: 'feed from Kafka', value: taken, unit: 'events/s', reference, more },
    ];
  } finally {
    await feed.close();
    await relay.stop();
    const topics = [`${namespace}.raw`, `${namespace}.order`];
    await asking(kafkaClient(settings), (admin) => admin.deleteTopics({ topics }));
  }
}

async function kafkajsAlone(brokers: string, topic: string): Promise<void> {
  const kafka = kafkaClient({ brokers: [brokers] });
  await asking(kafka, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: PARTITIONS }] }),
  );
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  await producer.connect();
  const value = Buffer.from(JSON.stringify(event()));
  for (let n = 0; n < EVENTS; n += AT_ONCE) {
    const messages = Array.from({ length: AT_ONCE }, (_, i) => ({ partition: (n + i) % PARTITIONS, value }));
    await producer.send({ topic, acks: -1, messages });
  }
  await producer.disconnect();
}

function event(): NewEvent {
  const id = randomUUID();
  const ids = { commandId: id, correlationId: id, causationId: id };
  const at = new Date().toISOString();
  return { id, type: 'Measured', data: { text: TEXT }, metadata: { ...ids, commandHash: 'hash', actor: 'bench', at } };
}

async function rate(run: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await run();
  return EVENTS / ((performance.now() - begun) / 1_000);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
