// Relays the log of the process that started this one to the brokers and namespace of its arguments, until it is killed.
import { Logger } from '@nestjs/common';
import { KafkaFeed } from '../libs/adapters/src/kafka/kafka-feed.ts';
import { Relay } from '../libs/eventing/src/relay.ts';
import { borrowedLog } from './remote-log.ts';

const [brokers, namespace, leaseMs] = process.argv.slice(2);
Logger.overrideLogger(['error', 'warn']);
const log = borrowedLog();
const settings = { brokers: [brokers] };
const feedOf = await KafkaFeed.reach({ settings, namespace, partitions: 3 });
const feed = feedOf({ log, carried: async () => 0 });
new Relay(log, feed.producer(), { namespace, leaseMs: Number(leaseMs) }).start();
