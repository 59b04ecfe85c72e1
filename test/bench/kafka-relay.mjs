// The relay to Kafka and its consumers beside kafkajs alone, in one run:
//   KAFKA_BROKERS=… node --conditions=source --import ./test/typescript.mjs test/bench/kafka-relay.mjs [events] [streams]
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { asking, kafkaClient } from '../../libs/adapters/src/kafka/client.ts';
import { KafkaFeed } from '../../libs/adapters/src/kafka/kafka-feed.ts';
import { MemoryEventStore } from '../../libs/adapters/src/memory/event-store.ts';
import { carriedPosition } from '../../libs/eventing/src/relay-term.ts';
import { Relay } from '../../libs/eventing/src/relay.ts';

const EVENTS = Number(process.argv[2] ?? 50_000);
const STREAMS = Number(process.argv[3] ?? 500);
const AT_ONCE = 500;
const settings = { brokers: [process.env['KAFKA_BROKERS']] };
const namespace = `bench-${randomUUID().slice(0, 8)}`;
const log = new MemoryEventStore();
const carried = () => carriedPosition(log, namespace);
const text = 'x'.repeat(400);
Logger.overrideLogger(['error']);

const metadata = { commandHash: 'h', actor: 'bench', at: new Date().toISOString() };
const event = () => {
  const id = randomUUID();
  const ids = { commandId: id, correlationId: id, causationId: id };
  return { id, type: 'A', data: { text }, metadata: { ...metadata, ...ids } };
};
const since = (begun) => Math.round(EVENTS / ((performance.now() - begun) / 1_000));
const until = async (condition) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
};

for (let n = 0; n < EVENTS; n++) await log.append(`order-${n % STREAMS}`, Math.floor(n / STREAMS) - 1, [event()]);
const feed = await KafkaFeed.open({ settings, namespace, log, carried });

/** The same bytes, in sends of the same size, by the driver alone. */
async function alone() {
  const topic = `${namespace}.raw`;
  const kafka = kafkaClient(settings);
  await asking(kafka, (admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 12 }] }));
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  await producer.connect();
  const value = Buffer.from(JSON.stringify({ text, metadata: JSON.stringify(event()) }));
  const begun = performance.now();
  for (let n = 0; n < EVENTS; n += AT_ONCE) {
    const messages = Array.from({ length: AT_ONCE }, (_, i) => ({ partition: (n + i) % 12, value }));
    await producer.send({ topic, acks: -1, messages });
  }
  const rate = since(begun);
  await producer.disconnect();
  return rate;
}

const reference = await alone();
const begun = performance.now();
const relay = new Relay(log, feed.producer(), { namespace });
relay.start();
let taken = 0;
let failed;
const next = new Map();
const consumed = (group) =>
  feed.subscribe({ group, categories: ['order'], batchSize: 1_000 }, async ({ events }) => {
    for (const { stream, revision } of events) {
      const due = next.get(stream) ?? 0;
      if (revision > due) failed = `${stream}@${revision} came when ${due} was due`;
      if (revision === due) taken++;
      next.set(stream, Math.max(due, revision + 1));
    }
  });
await until(async () => (await carried()) >= EVENTS);
const relayed = since(begun);
const reading = performance.now();
consumed('reader');
await until(() => taken === EVENTS || failed);
const read = since(reading);
console.log(`kafkajs alone ${reference}/s · relay ${relayed}/s (${(relayed / reference).toFixed(2)}) · feed ${read}/s`);
console.log(failed ?? `${EVENTS} events of ${STREAMS} streams, complete and in order`);
await feed.close();
await relay.stop();
await asking(kafkaClient(settings), (admin) =>
  admin.deleteTopics({ topics: [`${namespace}.raw`, `${namespace}.order`] }),
);
process.exit(failed ? 1 : 0);
