import { Logger } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import { CannotStart } from '#ports';
/** No answer within this time is a broker that is gone. */
export const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
const log = new Logger('kafka');
/** What goes wrong and is tried again is a warning here: what it means for the platform is told by those who use it. */
const logCreator = () => ({ namespace, level, log: { message } }) => level === logLevel.ERROR ? log.warn({ message, part: namespace }) : log.debug({ message, part: namespace });
/** Gives up after a second or so: the callers try again themselves, for as long as it takes. */
const FEW_RETRIES = { retries: 2, initialRetryTime: 200, maxRetryTime: 1_000 };
/** A client whose every request ends in bounded time, also on a broker that accepts and never answers. */
export const kafkaClient = (settings) => new Kafka({
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
export async function asking(kafka, ask) {
    const admin = kafka.admin();
    try {
        await admin.connect();
        return await ask(admin);
    }
    finally {
        await admin.disconnect();
    }
}
/** The settings in the environment's terms; throws CannotStart where they make no sense. */
export function kafkaSettings(env) {
    const brokers = (env['KAFKA_BROKERS'] ?? '').split(',').map((broker) => broker.trim());
    const wrong = brokers.find((broker) => !/^[\w.-]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(broker));
    if (wrong !== undefined)
        throw new CannotStart(`KAFKA_BROKERS must be host:port, separated by commas, not "${wrong}".`);
    const ca = env['KAFKA_CA'];
    const on = /^(true|on|1)$/i.test(env['KAFKA_SSL'] ?? '');
    const ssl = ca ? { ca: [ca] } : on;
    return { brokers, ssl, ...saslIn(env) };
}
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'];
function saslIn(env) {
    const given = env['KAFKA_SASL_MECHANISM'];
    if (!given)
        return {};
    const mechanism = MECHANISMS.find((name) => name === given.toLowerCase());
    if (!mechanism)
        throw new CannotStart(`KAFKA_SASL_MECHANISM must be ${MECHANISMS.join(' or ')}, not "${given}".`);
    const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
    if (!username || !password) {
        throw new CannotStart(`KAFKA_SASL_MECHANISM=${given} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.`);
    }
    return { sasl: { mechanism, username, password } };
}
//# sourceMappingURL=client.js.map