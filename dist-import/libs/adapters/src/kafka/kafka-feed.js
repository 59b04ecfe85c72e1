import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { CannotStart, EventFeed, } from '#ports';
import { asking, kafkaClient } from './client.js';
import { KafkaConsumer } from './consumer.js';
import { offsetsIn, stateOf } from './offsets.js';
import { KafkaRelayProducer } from './relay-producer.js';
import { KafkaTopics } from './topics.js';
/** Of a topic: the most consumers that can share its work. */
const PARTITIONS = 12;
const START_PAUSE_MS = 500;
const LAG_TIMEOUT_MS = 3_000;
const MOST_REMEMBERED = 100;
/**
 * Kafka as the feed: consumer groups, each with the position that it has committed there; a group's replicas share the
 * partitions. A new group begins at the first record. A stream is in one partition, so its order is kept.
 */
export class KafkaFeed extends EventFeed {
    kafka;
    topics;
    options;
    logger = new Logger('kafka');
    categories = new Map();
    running = new Set();
    poisoned = [];
    /** Records that were passed over since the start. */
    poisonCount = 0;
    constructor(kafka, topics, options) {
        super();
        this.kafka = kafka;
        this.topics = topics;
        this.options = options;
    }
    /** Throws CannotStart where no broker answers in time, or a topic of the namespace is not as it should be. */
    static async open(options) {
        const kafka = kafkaClient(options.settings);
        const topics = new KafkaTopics(kafka, options.namespace, options.partitions ?? PARTITIONS);
        await untilReached(() => topics.check(), options);
        return new KafkaFeed(kafka, topics, options);
    }
    /** What carries the log to the topics of this feed. */
    producer() {
        return new KafkaRelayProducer(this.kafka, this.topics);
    }
    /** The latest records that were passed over, where to find them and why. */
    get poison() {
        return this.poisoned;
    }
    subscribe(options, handler) {
        const { log, carried } = this.options;
        const { kafka, topics } = this;
        this.categories.set(options.group, options.categories);
        const onPoison = (poison) => this.pass(options.group, poison);
        const source = { kafka, topics, log, carried, onPoison };
        const consumer = new KafkaConsumer(source, this.groupId(options.group), options, handler);
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
     * Records between where the group is and the end of its topics: by the position in the partitions that it tells of,
     * by what is committed in the others. What the relay has not carried yet is not counted.
     */
    async lag(group, position) {
        const own = offsetsIn(position);
        const categories = this.categories.get(group) ?? [...own.keys()];
        if (!categories.length)
            return undefined;
        const topics = categories.map((category) => this.topics.topicOf(category));
        const counted = asking(this.kafka, (admin) => stateOf(admin, this.groupId(group), topics)).then((states) => states.reduce((sum, { topic, partition, next, end }) => {
            const at = own.get(this.topics.categoryOf(topic))?.get(partition) ?? next;
            return sum + Math.max(0, end - at);
        }, 0));
        const late = sleep(LAG_TIMEOUT_MS, undefined, { ref: false });
        return Promise.race([counted.catch(() => undefined), late]);
    }
    /** Known where the group has come to the end of what the relay had carried: a record does not tell its position. */
    async taken(group, position) {
        const carried = await this.options.carried();
        return (await this.lag(group, position)) === 0 ? carried : 0;
    }
    /** Ends all subscriptions, their running handlers awaited. */
    async close() {
        await Promise.all([...this.running].map((subscription) => subscription.stop()));
    }
    groupId(group) {
        return `${this.topics.namespace}.${group}`;
    }
    pass(group, poison) {
        this.poisonCount++;
        this.poisoned.push(poison);
        if (this.poisoned.length > MOST_REMEMBERED)
            this.poisoned.shift();
        this.logger.error({ message: 'passed over a record that is no event of ours', group, ...poison });
        this.options.onPoison?.(poison);
    }
}
async function untilReached(check, options) {
    const { startTimeoutMs = 30_000, settings } = options;
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
        try {
            return await check();
        }
        catch (error) {
            if (error instanceof CannotStart)
                throw error;
            const { name, message } = error;
            if (name === 'KafkaJSSASLAuthenticationError') {
                throw new CannotStart(`The brokers of KAFKA_BROKERS refuse KAFKA_SASL_USERNAME: ${message}.`);
            }
            if (performance.now() > deadline) {
                const where = settings.brokers.join(', ');
                throw new CannotStart(`No broker of KAFKA_BROKERS (${where}) answered in ${startTimeoutMs / 1_000} s: ${message}.`);
            }
            await sleep(START_PAUSE_MS);
        }
    }
}
//# sourceMappingURL=kafka-feed.js.map