import type { DiscoveryService } from '@nestjs/core';
import { LogFeed, MemoryEventStore, MemorySnapshotStore, SqliteReadModel } from '#adapters';
import {
  AppError,
  EventFeed,
  type FeedBatch,
  type FeedOptions,
  type ReadModel,
  type RecordedEvent,
  type SearchIndex,
  type Subscription,
} from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { until } from '../../../test/until.js';
import { Aggregates } from './aggregates.js';
import { Checkpoint, eventingEntities, eventingMigrations, Parked } from './eventing.tables.js';
import { LocalKeeper } from './local-keeper.js';
import { Reactor } from './reactor.js';
import { ReactorRunner, Reactors } from './reactors.js';

class Counting extends Reactor {
  readonly name = 'counting';
  readonly categories = ['shelf'];
  readonly seen: string[] = [];

  async react({ id }: RecordedEvent): Promise<void> {
    this.seen.push(id);
  }
}

const file = temporaryFolder();
/** Keeps nothing but what reactors remember. */
const keeperOf = (readModel: ReadModel) =>
  new LocalKeeper(() => [], new ByHand(), new MemoryEventStore(), readModel, {} as SearchIndex);
const metadata = { commandId: 'c', commandHash: '', correlationId: '', causationId: '', actor: 'a', at: '' };
const openReadModel = (name: string) =>
  SqliteReadModel.open({ path: file(name), entities: [...eventingEntities], migrations: eventingMigrations });

describe('a reactor', () => {
  it('has its checkpoint at the end of the log when nothing more happens', async () => {
    const readModel = await openReadModel('read.sqlite');
    const store = new MemoryEventStore();
    const reactor = new Counting();
    const discovery = { getProviders: () => [{ instance: reactor }] } as unknown as DiscoveryService;
    const aggregates = new Aggregates(store, new MemorySnapshotStore(store));
    const feed = new LogFeed(store);
    const keeper = new LocalKeeper(() => [], feed, store, readModel, {} as SearchIndex);
    const reactors = new Reactors(discovery, aggregates, store, feed, readModel, keeper);
    await reactors.onApplicationBootstrap();

    for (let i = 0; i < 5; i++) {
      await store.append('shelf-a', i - 1, [{ id: `e${i}`, type: 'Filled', data: {}, metadata }]);
      while (reactor.seen.length <= i) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const position = async () => (await readModel.manager.findOneBy(Checkpoint, { name: 'counting' }))?.position;
    while ((await position()) !== '5') await new Promise((resolve) => setTimeout(resolve, 10));

    expect(reactor.seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
    await reactors.beforeApplicationShutdown();
    await store.close();
    await readModel.close();
  });
});

/** Refuses what it is told to. */
class Choosy extends Counting {
  refused = new Set<string>();

  override async react(event: RecordedEvent): Promise<void> {
    if (this.refused.has(event.id)) throw new AppError('rejected', 'NO', 'It cannot be done.');
    await super.react(event);
  }
}

/** Cannot do it the first time. */
class Hindered extends Counting {
  override async react(event: RecordedEvent): Promise<void> {
    const isFirst = !this.tried.has(event.id);
    this.tried.add(event.id);
    if (isFirst && event.revision === 0) throw new AppError('unavailable', 'AWAY');
    await super.react(event);
  }
  private readonly tried = new Set<string>();
}

/** Brings what it is given, to whom it is told: two replicas share a stream's partition one after the other. */
class ByHand extends EventFeed {
  private take: (batch: FeedBatch) => Promise<void> = () => Promise.resolve();
  private options!: FeedOptions;

  override subscribe(options: FeedOptions, take: (batch: FeedBatch) => Promise<void>): Subscription {
    this.take = take;
    this.options = options;
    return { stop: () => Promise.resolve() };
  }
  override lag = () => Promise.resolve(undefined);
  override taken = () => Promise.resolve(0);
  caughtUp = (caughtUp: boolean) => this.options.onCaughtUp?.(caughtUp);
  bring = (...events: readonly RecordedEvent[]) => this.take({ events, position: 'x' });
}

describe('a reactor with two replicas', () => {
  let readModel: SqliteReadModel;
  let store: MemoryEventStore;
  let events: readonly RecordedEvent[];
  let runs = 0;
  const started: ReactorRunner[] = [];

  beforeEach(async () => {
    readModel = await openReadModel(`replicas-${runs++}.sqlite`);
    store = new MemoryEventStore();
    const facts = [0, 1, 2, 3].map((n) => ({ id: `e${n}`, type: 'Filled', data: {}, metadata }));
    await store.append('shelf-a', -1, facts);
    events = await store.readPlaced('shelf-a');
  });
  afterEach(async () => {
    for (const runner of started.splice(0)) await runner.stop();
    await store.close();
    await readModel.close();
  });

  async function replica() {
    const reactor = new Choosy();
    const feed = new ByHand();
    const runner = new ReactorRunner(reactor, store, readModel, keeperOf(readModel));
    await runner.start(feed);
    started.push(runner);
    return { reactor, feed, runner };
  }
  const at = (n: number) => events[n]!;
  const rows = () => readModel.manager.find(Parked);

  it('goes on in the first with what came there, once a stream was tried again in the second', async () => {
    const [one, two] = [await replica(), await replica()];
    one.feed.caughtUp(true);
    one.reactor.refused.add('e1');
    await one.feed.bring(at(0), at(1), at(2));
    expect(one.reactor.seen).toEqual(['e0']);
    expect(await rows()).toMatchObject([{ id: 'counting/shelf-a', revision: 1 }]);

    expect(await two.runner.retry('shelf-a', 1)).toBe(true);
    expect(two.reactor.seen).toEqual(['e1', 'e2', 'e3']);
    expect(await rows()).toEqual([]);
    await one.feed.bring(at(3));
    await until(() => one.reactor.seen.at(-1) === 'e3');
    expect(one.reactor.seen).toEqual(['e0', 'e2', 'e3']);
  });

  it('holds in the second what the first has parked, when the stream moves there', async () => {
    const [one, two] = [await replica(), await replica()];
    two.feed.caughtUp(true);
    one.reactor.refused.add('e0');
    await one.feed.bring(at(0));

    two.feed.caughtUp(false);
    await two.feed.bring(at(1));
    expect(two.reactor.seen).toEqual([]);
    one.reactor.refused.clear();
    expect(await one.runner.retry('shelf-a', 0)).toBe(true);
    expect(one.reactor.seen).toEqual(['e0', 'e1', 'e2', 'e3']);
    await until(() => two.reactor.seen.length === 3);
    expect(two.reactor.seen).toEqual(['e1', 'e2', 'e3']);
  });

  it.each<[string, (feed: ByHand, park: () => Promise<void>) => Promise<void>]>([
    ['has come to its end', async (feed, park) => (feed.caughtUp(true), await park(), feed.caughtUp(false))],
    ['is behind already', async (feed, park) => (feed.caughtUp(false), await feed.bring(), await park())],
  ])('holds it also where that one %s, and has nothing to do before it is told that it has', async (_, move) => {
    const [one, two] = [await replica(), await replica()];
    one.reactor.refused.add('e0');
    await move(two.feed, () => one.feed.bring(at(0)));
    two.feed.caughtUp(true);
    const away = jest.spyOn(readModel.manager, 'findBy').mockRejectedValueOnce(new Error('away'));
    await expect(two.feed.bring(at(1))).rejects.toThrow('away');
    await two.feed.bring(at(1));
    expect(two.reactor.seen).toEqual([]);
    expect(await two.runner.retry('shelf-a', 0)).toBe(true);
    expect(two.reactor.seen).toEqual(['e0', 'e1', 'e2', 'e3']);
    await two.feed.bring(at(2));
    expect(away).toHaveBeenCalledTimes(2);
    away.mockRestore();
  });

  it('stays parked where it is refused again, and knows where it stopped', async () => {
    const [one, two] = [await replica(), await replica()];
    one.reactor.refused.add('e0');
    two.reactor.refused.add('e2');
    await one.feed.bring(at(0), at(1));
    expect(await two.runner.retry('shelf-a', 0)).toBe(false);
    expect(await rows()).toMatchObject([{ revision: 2, attempts: 2 }]);
    await one.feed.bring(at(3));
    expect(one.reactor.seen).toEqual([]);
    two.reactor.refused.clear();
    expect(await two.runner.retry('shelf-a', 2)).toBe(true);
    await until(() => one.reactor.seen.length > 0);
    expect(one.reactor.seen).toEqual(['e3']);
  });

  it('is not parked when that cannot be written down, and tries again', async () => {
    const one = await replica();
    const write = readModel.write.bind(readModel);
    let away = 0;
    readModel.write = ((run: never) => (away++ < 1 ? Promise.reject(new Error('away')) : write(run))) as typeof write;
    one.reactor.refused.add('e0');
    const brought = one.feed.bring(at(0), at(1));
    await until(() => away > 0);
    one.reactor.refused.clear();
    await brought;
    expect(one.reactor.seen).toEqual(['e0', 'e1']);
    expect(await rows()).toEqual([]);
  });
});

describe('a reactor whose process records what it reacts to', () => {
  const event = (revision: number): RecordedEvent => ({
    id: `e${revision}`,
    type: 'Filled',
    data: {},
    metadata,
    stream: 'shelf-a',
    revision,
    position: 1 + revision,
  });
  const settled = () => Promise.resolve();
  let epoch: number;
  const tell = async (hear: (runner: ReactorRunner, feed: ByHand) => Promise<void>, reactor = new Counting()) => {
    epoch = 0;
    const store = Object.defineProperty(new MemoryEventStore(), 'epoch', { get: () => epoch });
    const readModel = await openReadModel('read.sqlite');
    const feed = new ByHand();
    const runner = new ReactorRunner(reactor, store, readModel, keeperOf(readModel));
    await runner.start(feed);
    await hear(runner, feed);
    await runner.stop();
    await readModel.close();
    return reactor.seen;
  };

  it('does not wait for the feed, and reacts once', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hearRecorded([event(0)]);
      runner.hearRecorded([event(1), event(2)]);
      await feed.bring(event(0), event(1), event(2), event(3));
      runner.hearRecorded([event(4)]);
    });
    expect(seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  });

  it('reacts once to what it is told again, while it is at it and after the feed has brought it', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hearRecorded([event(0)]);
      runner.hearRecorded([event(0)]);
      await feed.bring(event(0), event(1));
      runner.hearRecorded([event(0)]);
      runner.hearRecorded([event(1)]);
      await feed.bring(event(2));
    });
    expect(seen).toEqual(['e0', 'e1', 'e2']);
  });

  it('keeps the order of a stream when a reaction fails: what comes behind waits for the feed, too', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hear([event(0), event(1)], settled);
      await new Promise(setImmediate);
      runner.hear([event(2)], settled);
      await feed.bring(event(0), event(1), event(2));
      runner.hear([event(3)], settled);
    }, new Hindered());
    expect(seen).toEqual(['e0', 'e1', 'e2', 'e3']);
  });

  it('waits for the feed after a restart, until that has brought what was recorded before', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hear([event(2)], settled);
      await feed.bring(event(0), event(1), event(2));
      runner.hear([event(3)], settled);
      await feed.bring(event(3));
    });
    expect(seen).toEqual(['e0', 'e1', 'e2', 'e3']);
  });

  it('does not overtake an event that it passed over while the one before had failed', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hear([event(0)], settled);
      await new Promise(setImmediate);
      runner.hear([event(1)], settled);
      await feed.bring(event(0));
      runner.hear([event(2)], settled);
      await feed.bring(event(1), event(2));
    }, new Hindered());
    expect(seen).toEqual(['e0', 'e1', 'e2']);
  });

  it('reacts again to what was void and is recorded after all, also where the first reaction had ended well', async () => {
    const reactor = new Choosy();
    reactor.refused.add('e1');
    await tell(async (runner, feed) => {
      runner.hear([event(0), event(1)], settled);
      await new Promise(setImmediate);
      expect(reactor.seen.splice(0)).toEqual(['e0']);
      epoch++;
      reactor.refused.clear();
      runner.hear([event(0), event(1)], settled);
      await feed.bring(event(0), event(1));
    }, reactor);
    expect(reactor.seen).toEqual(['e0', 'e1']);
  });

  it('does not overtake an event that is recorded where another one was void', async () => {
    const seen = await tell(async (runner, feed) => {
      await feed.bring(event(0));
      runner.hear([{ ...event(1), id: 'void' }], settled);
      epoch++;
      runner.hear([event(1)], settled);
      runner.hear([event(2)], settled);
      await feed.bring(event(1), event(2));
    });
    expect(seen).toEqual(['e0', 'void', 'e1', 'e2']);
  });

  it('holds what was heard while the event before came by the feed and was parked', async () => {
    let refuse: (() => void) | undefined;
    class Slow extends Counting {
      override async react(fact: RecordedEvent): Promise<void> {
        if (fact.revision > 0) return super.react(fact);
        await new Promise<void>((resolve) => (refuse = resolve));
        throw new AppError('rejected', 'NO');
      }
    }
    const seen = await tell(async (runner, feed) => {
      const brought = feed.bring(event(0));
      const refused = await until(() => refuse);
      runner.hear([event(1)], settled);
      refused();
      await brought;
      await feed.bring(event(1));
    }, new Slow());
    expect(seen).toEqual([]);
  });

  it('reacts ahead of the feed to a new stream, and to one that it has come to the end of', async () => {
    const reactor = new Counting();
    await tell(async (runner, feed) => {
      runner.hear([event(0), event(1)], settled);
      runner.hear([event(2)], settled);
      await until(() => reactor.seen.length === 3);
      await feed.bring(event(0), event(1), event(2), event(3));
      runner.hear([event(4)], settled);
      await until(() => reactor.seen.length === 5);
    }, reactor);
    expect(reactor.seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  });

  it('goes on ahead of the feed when that has brought an old event once more', async () => {
    const reactor = new Counting();
    await tell(async (runner, feed) => {
      await feed.bring(event(0), event(1));
      await feed.bring(event(0));
      runner.hear([event(2)], settled);
      await until(() => reactor.seen.length === 4);
    }, reactor);
    expect(reactor.seen).toEqual(['e0', 'e1', 'e0', 'e2']);
  });

  it('reacts to what failed when it is told of it again: the feed may bring it to another replica', async () => {
    const reactor = new Hindered();
    await tell(async (runner) => {
      runner.hearRecorded([event(0)]);
      await new Promise(setImmediate);
      runner.hearRecorded([event(1)]);
      runner.hearRecorded([event(0), event(1)]);
      await until(() => reactor.seen.length === 2);
    }, reactor);
    expect(reactor.seen).toEqual(['e0', 'e1']);
  });

  it('waits for the feed where another replica may not be done with the event before', async () => {
    const seen = await tell(async (runner, feed) => {
      runner.hearRecorded([event(1)]);
      await feed.bring(event(0));
      runner.hearRecorded([event(2)]);
      await feed.bring(event(1), event(2));
    });
    expect(seen).toEqual(['e0', 'e1', 'e2']);
  });
});
