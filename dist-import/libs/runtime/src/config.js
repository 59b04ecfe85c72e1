import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { keysIn } from './auth/key-file.js';
import { StartError } from './start-error.js';
/** From the quietest to the most talkative. */
export const LOG_LEVELS = ['error', 'warn', 'log', 'debug'];
/** What each part of the platform can run on; the first is the choice of MODE=embedded, the second of distributed. */
const ENGINES = {
    EVENT_STORE: ['sqlite', 'kurrentdb', 'mysql'],
    EVENT_FEED: ['log', 'kafka'],
    READ_MODEL: ['sqlite', 'mysql'],
    CACHE: ['memory', 'redis'],
    SEARCH: ['embedded', 'elasticsearch'],
    RPC: ['direct', 'grpc'],
};
/** Where an engine is; a URL, or brokers as host:port. */
const ADDRESS = {
    kurrentdb: 'EVENTSTORE_URL',
    kafka: 'KAFKA_BROKERS',
    mysql: 'MYSQL_URL',
    redis: 'REDIS_URL',
    elasticsearch: 'ELASTICSEARCH_URL',
};
/** Injection token of the configuration. */
export const CONFIG = Symbol('configuration');
/** The configuration in the environment; throws one StartError that has a sentence per mistake. */
export function configFrom(given) {
    const mistakes = [];
    const env = withFiles(given, mistakes);
    const read = reader(env, mistakes);
    const production = env['NODE_ENV'] === 'production';
    const mode = read.oneOf('MODE', ['embedded', 'distributed'], 'embedded');
    const engine = (part) => read.oneOf(part, ENGINES[part], ENGINES[part][mode === 'embedded' ? 0 : 1]);
    const apiKeys = apiKeysIn(env['API_KEYS_FILE'], mistakes);
    const config = {
        host: apiKeys ? read.like('HOST', HOST, '127.0.0.1', 'an address') : read.loopback('HOST', '127.0.0.1'),
        port: read.port('PORT', 3000),
        grpcPort: read.port('GRPC_PORT', 50051),
        dataDir: resolve(env['DATA_DIR'] || './data'),
        mode,
        eventStore: engine('EVENT_STORE'),
        eventFeed: engine('EVENT_FEED'),
        readModel: engine('READ_MODEL'),
        cache: engine('CACHE'),
        search: engine('SEARCH'),
        rpc: engine('RPC'),
        namespace: read.like('NAMESPACE', /^[a-z][a-z0-9-]{0,39}$/, 'daybook', 'lower-case letters, digits and hyphens'),
        addresses: Object.fromEntries(Object.values(ADDRESS).flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
        secrets: Object.fromEntries(Object.entries(env).flatMap(([k, v]) => (SECRET.test(k) && v ? [[k, v]] : []))),
        startTimeoutMs: read.duration('START_TIMEOUT', 30_000),
        requestTimeoutMs: read.duration('REQUEST_TIMEOUT', 30_000),
        logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'log'),
        logFormat: read.oneOf('LOG_FORMAT', ['json', 'text'], process.stdout.isTTY ? 'text' : 'json'),
        reflection: read.oneOf('REFLECTION', ['on', 'off'], production ? 'off' : 'on') === 'on' && !production,
        production,
        internalToken: env['INTERNAL_TOKEN'],
        apiKeys,
        services: servicesFrom(env, mistakes),
    };
    mistakes.push(...engineMistakes(config));
    if (mistakes.length)
        throw new StartError(mistakes.join('\n'));
    return config;
}
const HOST = /^([\w.-]+|[\da-f:]+)$/i;
function apiKeysIn(file, mistakes) {
    if (!file)
        return undefined;
    try {
        const { keys, mistakes: found } = keysIn(readFileSync(file, 'utf8'));
        mistakes.push(...found.map((each) => `API_KEYS_FILE: ${each}`));
        return { file, keys };
    }
    catch (error) {
        mistakes.push(unreadable('API_KEYS_FILE', error));
        return undefined;
    }
}
const unreadable = (variable, error) => `${variable} names a file that cannot be read: ${error.code ?? 'unknown'}.`;
const SECRET = /^(KAFKA_(SSL|SASL_\w+)|(EVENTSTORE|KAFKA|MYSQL|REDIS|ELASTICSEARCH)_(CA|USERNAME|PASSWORD))$/;
/** NAME_FILE names a file that holds what NAME would; a certificate (`…_CA_FILE`) comes so only. */
function withFiles(env, mistakes) {
    const read = {};
    for (const [name, path] of Object.entries(env)) {
        const target = /^(\w+_(?:URL|BROKERS|TOKEN|PASSWORD|USERNAME|CA))_FILE$/.exec(name)?.[1];
        if (!target || !path)
            continue;
        if (env[target])
            mistakes.push(`${target} and ${name} say the same: give one of them.`);
        try {
            read[target] = readFileSync(path, 'utf8').trim();
        }
        catch (error) {
            mistakes.push(unreadable(name, error));
        }
    }
    return { ...env, ...read };
}
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** Reads one variable each; what is wrong goes to the mistakes and gives the default. */
function reader(env, mistakes) {
    const wrong = (name, must, byDefault) => {
        mistakes.push(`${name} must be ${must}, not "${env[name]}".`);
        return byDefault;
    };
    return {
        oneOf(name, values, byDefault) {
            const value = env[name] || byDefault;
            return values.find((v) => v === value) ?? wrong(name, values.join(' or '), byDefault);
        },
        port(name, byDefault) {
            const text = env[name] || String(byDefault);
            return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
                ? Number(text)
                : wrong(name, 'a port from 0 to 65535', byDefault);
        },
        /** `30`, `30s`, `500ms` or `2m`, in milliseconds. */
        duration(name, byDefault) {
            if (!env[name])
                return byDefault;
            const [, number, unit = 's'] = /^(\d{1,6}) ?(ms|s|m)?$/.exec(env[name]) ?? [];
            const factor = { ms: 1, s: 1_000, m: 60_000 }[unit] ?? NaN;
            return Number(number) * factor > 0 ? Number(number) * factor : wrong(name, 'a time like 30s or 500ms', byDefault);
        },
        like(name, pattern, byDefault, must) {
            const value = env[name] || byDefault;
            return pattern.test(value) ? value : wrong(name, must, byDefault);
        },
        loopback(name, byDefault) {
            const value = env[name] || byDefault;
            return LOOPBACK.includes(value)
                ? value
                : wrong(name, 'a loopback address as long as there is no API_KEYS_FILE', byDefault);
        },
    };
}
/** Engines without an address, and mixes that would break what the platform promises. */
function* engineMistakes(config) {
    const { eventStore, eventFeed, readModel, cache, search, rpc, mode } = config;
    const parts = { EVENT_STORE: eventStore, EVENT_FEED: eventFeed, READ_MODEL: readModel, CACHE: cache, SEARCH: search };
    for (const [part, engine] of Object.entries(parts)) {
        const address = ADDRESS[engine];
        if (address && !config.addresses[address])
            yield `${part}=${engine} needs ${address}.`;
    }
    if (rpc === 'grpc' && config.apiKeys && !config.internalToken) {
        yield 'RPC=grpc with API_KEYS_FILE needs INTERNAL_TOKEN: by it the processes know each other.';
    }
    if (config.internalToken && config.internalToken.length < 16 && !LOOPBACK.includes(config.host)) {
        yield 'INTERNAL_TOKEN must have at least 16 characters where others than this machine can connect.';
    }
    const several = rpc === 'grpc' && mode === 'distributed';
    if (several && eventStore === 'sqlite') {
        yield 'EVENT_STORE=sqlite is written by one process only: with MODE=distributed choose kurrentdb or mysql.';
    }
    if (several && readModel === 'sqlite') {
        yield 'READ_MODEL=sqlite is written by one process only: with MODE=distributed choose mysql.';
    }
    if (several && eventFeed === 'kafka' && cache === 'memory') {
        yield 'CACHE=memory is not shared between processes: with MODE=distributed choose redis.';
    }
}
/** ORDER_SERVICE_URL → OrderService. */
function servicesFrom(env, mistakes) {
    const services = {};
    for (const [name, given] of Object.entries(env)) {
        const words = /^([A-Z_]+_SERVICE)_URL$/.exec(name)?.[1]?.toLowerCase().split('_');
        if (!words || !given)
            continue;
        const targets = given.split(',').map((each) => each.trim());
        for (const target of targets) {
            if (!TARGET.test(target))
                mistakes.push(`${name} must be host:port,… or dns:host:port, not "${target}".`);
        }
        services[words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')] = [...new Set(targets)];
    }
    return services;
}
const TARGET = /^(dns:)?([\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i;
//# sourceMappingURL=config.js.map