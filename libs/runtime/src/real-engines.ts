import { carriedPosition, Relay } from '#eventing';
import type {
  Cache,
  EventFeed,
  EventStore,
  IndexDefinition,
  ReadModel,
  ReadModelPart,
  SearchIndex,
  SnapshotStore,
} from '#ports';
import type { Config } from './config.js';

/**
 * The engines that are servers. Their adapters are loaded when they are chosen: who runs embedded has none of their
 * drivers in memory. Each throws CannotStart, with a sentence that names the variable, where its server cannot be used.
 */
export const realEngines = {
  async kurrentdb(config: Config): Promise<EventStore> {
    const { KurrentdbEventStore } = await import('#adapters/kurrentdb/event-store');
    const { namespace, startTimeoutMs } = config;
    return KurrentdbEventStore.open(eventstoreUrl(config), { namespace, startTimeoutMs });
  },

  async mysqlLog(config: Config, how: { readonly readonly?: boolean | undefined } = {}): Promise<EventStore> {
    const { MysqlEventStore } = await import('#adapters/mysql/event-store');
    return MysqlEventStore.open({ ...mysql(config), ...how });
  },

  async mysqlSnapshots(config: Config, log: EventStore): Promise<SnapshotStore> {
    const { MysqlSnapshotStore } = await import('#adapters/mysql/snapshot-store');
    return MysqlSnapshotStore.open(mysql(config), log);
  },

  async mysqlReadModel(
    config: Config,
    how: Pick<ReadModelPart, 'entities' | 'migrations'> & { readonly readonly?: boolean | undefined },
  ): Promise<ReadModel> {
    const { MysqlReadModel } = await import('#adapters/mysql/read-model');
    return MysqlReadModel.open({ ...mysql(config), ...how });
  },

  async redis({ addresses, secrets, namespace, startTimeoutMs }: Config): Promise<Cache> {
    const { RedisCache } = await import('#adapters/redis/cache');
    const options = { url: addresses['REDIS_URL']!, namespace, startTimeoutMs };
    return RedisCache.open({ ...options, ...credentials(secrets, 'REDIS') });
  },

  /** Those indexes that are there already are looked at. */
  async elasticsearch(config: Config, indexes: readonly IndexDefinition[]): Promise<SearchIndex> {
    const { ElasticsearchIndex } = await import('#adapters/elasticsearch/search-index');
    const { addresses, secrets, namespace, startTimeoutMs } = config;
    const options = { url: addresses['ELASTICSEARCH_URL']!, namespace, startTimeoutMs, indexes };
    return ElasticsearchIndex.open({ ...options, ...credentials(secrets, 'ELASTICSEARCH') });
  },

  /** Looks at the brokers; gives what makes the feed of a log, on request with this process's candidate for its one relay. */
  async kafka(config: Config): Promise<(log: EventStore, how: { readonly relay: boolean }) => Fed> {
    const { KafkaFeed } = await import('#adapters/kafka/kafka-feed');
    const { kafkaSettings } = await import('#adapters/kafka/client');
    const { namespace, startTimeoutMs } = config;
    const settings = kafkaSettings({ ...config.addresses, ...config.secrets });
    const feedOf = await KafkaFeed.reach({ settings, namespace, startTimeoutMs });
    return (log, how) => {
      const feed = feedOf({ log, carried: () => carriedPosition(log, namespace) });
      const relay = how.relay ? new Relay(log, feed.producer(), { namespace, except: NOT_CONSUMED }) : undefined;
      return {
        feed,
        start: () => relay?.start(),
        close: async () => {
          await feed.close();
          await relay?.stop();
        },
      };
    };
  },
};

/** A feed, and how what makes it is ended. */
export interface Fed {
  readonly feed: EventFeed;
  /** Begins to carry the log there, where this process is to. */
  readonly start: () => void;
  close(): Promise<void>;
}

/** Categories of streams that are read in the log alone. */
const NOT_CONSUMED = ['claim', 'counter'];

const mysql = ({ addresses, secrets, namespace, startTimeoutMs }: Config) => ({
  url: addresses['MYSQL_URL']!,
  ...credentials(secrets, 'MYSQL'),
  namespace,
  startTimeoutMs,
});

const credentials = (secrets: Config['secrets'], engine: string) => ({
  username: secrets[`${engine}_USERNAME`],
  password: secrets[`${engine}_PASSWORD`],
  ca: secrets[`${engine}_CA`],
});

/** The driver of EventStoreDB takes user, password and certificates from its connection string alone. */
function eventstoreUrl({ addresses, secrets }: Config): string {
  const url = addresses['EVENTSTORE_URL']!;
  const { username, password } = credentials(secrets, 'EVENTSTORE');
  const authority = secrets['EVENTSTORE_CA_FILE'];
  const withUser =
    username && password
      ? url.replace(
          /^([^:]+:\/\/)(?:[^@/]*@)?/,
          (_, scheme: string) => `${scheme}${encodeURIComponent(username)}:${encodeURIComponent(password)}@`,
        )
      : url;
  return authority
    ? `${withUser}${withUser.includes('?') ? '&' : '?'}tlsCAFile=${encodeURIComponent(authority)}`
    : withUser;
}
