import { carriedPosition, Relay } from '#eventing';
/**
 * The engines that are servers. Their adapters are loaded when they are chosen: who runs embedded has none of their
 * drivers in memory. Each throws CannotStart, with a sentence that names the variable, where its server cannot be used.
 */
export const realEngines = {
    async kurrentdb({ addresses, secrets, namespace, startTimeoutMs }) {
        const { KurrentdbEventStore } = await import('#adapters/kurrentdb/event-store');
        const url = addressWith(addresses['EVENTSTORE_URL'], secrets, 'EVENTSTORE');
        return KurrentdbEventStore.open(url, { namespace, startTimeoutMs });
    },
    async mysqlLog(config) {
        const { MysqlEventStore } = await import('#adapters/mysql/event-store');
        return MysqlEventStore.open(mysql(config));
    },
    async mysqlSnapshots(config, log) {
        const { MysqlSnapshotStore } = await import('#adapters/mysql/snapshot-store');
        return MysqlSnapshotStore.open(mysql(config), log);
    },
    async mysqlReadModel(config, parts) {
        const { MysqlReadModel } = await import('#adapters/mysql/read-model');
        return MysqlReadModel.open({ ...mysql(config), ...parts });
    },
    async redis({ addresses, secrets, namespace, startTimeoutMs }) {
        const { RedisCache } = await import('#adapters/redis/cache');
        const options = { url: addresses['REDIS_URL'], namespace, startTimeoutMs };
        return RedisCache.open({ ...options, ...credentials(secrets, 'REDIS') });
    },
    async elasticsearch({ addresses, secrets, namespace, startTimeoutMs }) {
        const { ElasticsearchIndex } = await import('#adapters/elasticsearch/search-index');
        const options = { url: addresses['ELASTICSEARCH_URL'], namespace, startTimeoutMs };
        return ElasticsearchIndex.open({ ...options, ...credentials(secrets, 'ELASTICSEARCH') });
    },
    /** With this process's candidate for the one relay that carries the log there. */
    async kafka(config, log, how) {
        const { KafkaFeed } = await import('#adapters/kafka/kafka-feed');
        const { kafkaSettings } = await import('#adapters/kafka/client');
        const { namespace, startTimeoutMs } = config;
        const feed = await KafkaFeed.open({
            settings: kafkaSettings({ ...config.addresses, ...config.secrets }),
            namespace,
            log,
            carried: () => carriedPosition(log, namespace),
            startTimeoutMs,
        });
        const relay = how.relay ? new Relay(log, feed.producer(), { namespace, except: NOT_CONSUMED }) : undefined;
        relay?.start();
        return {
            feed,
            close: async () => {
                await feed.close();
                await relay?.stop();
            },
        };
    },
};
/** Categories of streams that are read in the log alone. */
const NOT_CONSUMED = ['claim', 'counter'];
const mysql = ({ addresses, secrets, startTimeoutMs }) => ({
    url: addresses['MYSQL_URL'],
    ...credentials(secrets, 'MYSQL'),
    startTimeoutMs,
});
const credentials = (secrets, engine) => ({
    username: secrets[`${engine}_USERNAME`],
    password: secrets[`${engine}_PASSWORD`],
    ca: secrets[`${engine}_CA`],
});
/** The driver of EventStoreDB takes user and password from its connection string alone. */
function addressWith(url, secrets, engine) {
    const { username, password } = credentials(secrets, engine);
    if (!username || !password)
        return url;
    return url.replace(/^([^:]+:\/\/)(?:[^@/]*@)?/, (_, scheme) => `${scheme}${encodeURIComponent(username)}:${encodeURIComponent(password)}@`);
}
//# sourceMappingURL=real-engines.js.map