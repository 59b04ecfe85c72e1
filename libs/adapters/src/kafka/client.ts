import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type Admin, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs';
import { CannotStart } from '#ports';
import { lookForRequestsOnlyWhereSomeWait } from './request-queue.js';

lookForRequestsOnlyWhereSomeWait();

/** Where the brokers are and how they are spoken to. */
export interface KafkaSettings extends Pick<KafkaConfig, 'ssl' | 'sasl' | 'socketFactory'> {
  /** host:port of some of the brokers; the others are learnt from them. */
  readonly brokers: string[];
}

/** No answer within this time is a broker that is gone. */
export const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
const MOST_PORT = 65_535;

const log = new Logger('kafka');

/** What goes wrong and is tried again is a warning here: what it means for the platform is told by those who use it. */
const logCreator =
  () =>
  ({ namespace: part, level, log: { message, error: reason } }: LogEntry) =>
    level === logLevel.ERROR ? log.warn({ message, part, reason }) : log.debug({ message, part, reason });

/** Gives up after a second or so: the callers try again themselves, for as long as it takes. */
const FEW_RETRIES = { retries: 2, initialRetryTime: 200, maxRetryTime: 1_000 };

/** A client whose every request ends in bounded time, also on a broker that accepts and never answers. */
export const kafkaClient = (settings: KafkaSettings): Kafka =>
  new Kafka({
    clientId: 'daybook',
    ...settings,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: FEW_RETRIES,
    logLevel: logLevel.WARN,
    logCreator,
  });

/** Asks the brokers over a connection of its own: one that is kept may be dead for a long time before it is used. */
export async function asking<T>(kafka: Kafka, ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The settings in the environment's terms; throws CannotStart where they make no sense. */
export function kafkaSettings(env: Readonly<Record<string, string | undefined>>): KafkaSettings {
  const brokers = (env['KAFKA_BROKERS'] ?? '').split(',').map((broker) => broker.trim());
  const isBroker = (broker: string) =>
    Number(/^(?:[\w.-]+|\[[\da-f:]+\]):(\d{1,5})$/i.exec(broker)?.[1] ?? Infinity) <= MOST_PORT;
  const wrong = brokers.find((broker) => !isBroker(broker));
  if (wrong !== undefined)
    throw new CannotStart(`KAFKA_BROKERS must be host:port, separated by commas, not "${wrong}".`);
  const ca = env['KAFKA_CA'];
  const [, on, off] = /^(?:(true|on|1)|(false|off|0|))$/i.exec(env['KAFKA_SSL'] ?? '') ?? [];
  // What is not understood is no reason to send passwords in the clear.
  if (on === undefined && off === undefined)
    throw new CannotStart(`KAFKA_SSL must be on or off, not "${env['KAFKA_SSL']}".`);
  const ssl = ca ? { ca: [ca] } : on !== undefined;
  return { brokers, ssl, ...saslIn(env) };
}

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

function saslIn(env: Readonly<Record<string, string | undefined>>): { sasl?: SASLOptions } {
  const given = env['KAFKA_SASL_MECHANISM'];
  if (!given) return {};
  const mechanism = MECHANISMS.find((name) => name === given.toLowerCase());
  if (!mechanism) throw new CannotStart(`KAFKA_SASL_MECHANISM must be ${MECHANISMS.join(' or ')}, not "${given}".`);
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  if (!username || !password) {
    throw new CannotStart(`KAFKA_SASL_MECHANISM=${given} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.`);
  }
  return { sasl: { mechanism, username, password } as SASLOptions };
}
