import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { isTransient, NO_STREAM, WrongRevision, type RecordedEvent, type Subscription } from '#ports';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { MysqlServer } from '../../../../test/mysql-server.js';
import { Proxy } from '../../../../test/proxy.js';
import { record } from '../../../ports/contract/record.js';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { MysqlEventStore, type MysqlEventStoreOptions } from './event-store.js';
import { EventTable } from './event-table.js';
import { reach } from './opening.js';
import { endPool, guardedPool } from './pool.js';

describe('the event store when things go wrong', () => {
  onMysqlAndMariadb((database) => {
    let category: string;
    let proxy: Proxy;
    /** Leads to the database through the proxy. */
    let address: string;
    let stores: MysqlEventStore[];
    let subscriptions: Subscription[];
    beforeEach(async () => {
      category = sampleCategory();
      ({ proxy, address } = await Proxy.before(database.url));
      stores = [];
      subscriptions = [];
    });
    afterEach(async () => {
      proxy.heal();
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await Promise.all(stores.map((store) => store.close()));
      await proxy.close();
    });

    const stream = (id: string | number) => `${category}-${id}`;
    const open = async (url = database.url, options: Partial<MysqlEventStoreOptions> = {}) => {
      const store = await MysqlEventStore.open({ url, ...options });
      stores.push(store);
      return store;
    };
    /** What a subscriber is given of the present test. */
    const hear = (store: MysqlEventStore) => {
      const got: RecordedEvent[] = [];
      const mine = (events: readonly RecordedEvent[]) => events.filter((e) => e.stream.startsWith(`${category}-`));
      subscriptions.push(store.subscribe(0, async (events) => void got.push(...mine(events))));
      return got;
    };
    const count = async () => {
      const [rows] = await database.aside.query<RowDataPacket[]>(
        'SELECT COUNT(*) AS n, COUNT(DISTINCT position) AS numbered, MAX(position) AS last FROM event',
      );
      return rows[0] as { readonly n: number; readonly numbered: number; readonly last: number };
    };
    /** What everyone relies on, after whatever has happened. */
    const expectGapless = async () => {
      await (await open()).head();
      const { n, numbered, last } = await count();
      expect({ numbered, last }).toEqual({ numbered: n, last: n });
      const [later] = await database.aside.query<RowDataPacket[]>(
        `SELECT 1 FROM event AS a JOIN event AS b ON b.stream = a.stream AND b.revision = a.revision + 1
         WHERE b.position < a.position`,
      );
      expect(later).toEqual([]);
    };
    /** Commits an event without numbering it, as a process does that dies in between. */
    const insertUnnumbered = async (name: string, revision: number) => {
      const { id, type, data, metadata } = sampleEvent('Left');
      const values = [name, revision, id, type, JSON.stringify(data), JSON.stringify(metadata)];
      const sql = 'INSERT INTO event (stream, revision, id, type, data, metadata) VALUES (?)';
      return (await database.aside.query<ResultSetHeader>(sql, [values]))[0];
    };
    const killAll = async () => {
      const [rows] = await database.aside.query<RowDataPacket[]>(
        'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
      );
      for (const { id } of rows) await database.aside.query(`KILL ${Number(id)}`).catch(() => undefined);
    };

    const whileKilled = async (write: () => Promise<unknown>) => {
      let writing = true;
      const killing = (async () => {
        while (writing) {
          await killAll();
          await sleep(15);
        }
      })();
      await write();
      writing = false;
      await killing;
    };

    describe('with several processes', () => {
      it('numbers without a gap, a stream in its order, and shows everyone the same log', async () => {
        const [one, two] = [await open(), await open()];
        const heard = [hear(one), hear(two)];
        let won = 0;
        const write = async (store: MysqlEventStore, id: number) => {
          for (let n = 0; n < 30; n++) {
            const last = (await store.read(stream(id), { direction: 'backwards', limit: 1 }))[0]?.revision ?? NO_STREAM;
            await store.append(stream(id), last, [sampleEvent('A'), sampleEvent('B')]).then(
              () => won++,
              (error: unknown) => expect(error).toBeInstanceOf(WrongRevision),
            );
          }
        };
        await Promise.all([one, two].flatMap((store) => [0, 1, 2, 3, 4].map((id) => write(store, id))));
        await until(() => heard.every(({ length }) => length >= 2 * won));
        expect(heard[0]).toHaveLength(2 * won);
        expect(heard[1]).toEqual(heard[0]);
        await expectGapless();
      });

      it('shows an event that a process left behind without a position: to who reads it, and to who waits for it', async () => {
        const store = await open();
        await insertUnnumbered(stream('read'), 0);
        expect(await store.read(stream('read'))).toMatchObject([{ type: 'Left', revision: 0 }]);
        expect(await store.readPlaced(stream('read'))).toMatchObject([{ type: 'Left', position: expect.any(Number) }]);
        const got = hear(store);
        await until(() => got.length === 1);
        await insertUnnumbered(stream('heard'), 0);
        await until(() => got.length === 2);
        await expectGapless();
      });

      it('gives a follower every event in order, though two processes append in turns', async () => {
        const stores = [await open(), await open()];
        const stopping = new AbortController();
        const got: number[] = [];
        const following = (async () => {
          for await (const { revision } of stores[0]!.follow(stream(1), 0, stopping.signal)) got.push(revision);
        })();
        for (let n = 0; n < 60; n++) await stores[n % 2]!.append(stream(1), n - 1, [sampleEvent('A')]);
        await until(() => got.length === 60);
        stopping.abort();
        await following;
        expect(got).toEqual(Array.from({ length: 60 }, (_, n) => n));
      });

      it('gives a follower what another process left behind, though nobody reads the whole log', async () => {
        const store = await open();
        const stopping = new AbortController();
        const got: string[] = [];
        const following = (async () => {
          for await (const { type } of store.follow(stream('left'), 0, stopping.signal)) got.push(type);
        })();
        await sleep(100);
        await insertUnnumbered(stream('left'), 0);
        await until(() => got.length === 1);
        stopping.abort();
        await following;
        expect(got).toEqual(['Left']);
        await expectGapless();
      });

      it('gives a follower from behind its own last event what another process had put there before', async () => {
        const store = await open();
        const stopping = new AbortController();
        const got: number[] = [];
        await store.append(stream('own'), NO_STREAM, [sampleEvent('A')]);
        await insertUnnumbered(stream('own'), 1);
        const following = (async () => {
          for await (const { revision } of store.follow(stream('own'), 1, stopping.signal)) got.push(revision);
        })();
        await until(() => got.length === 1);
        await store.append(stream('own'), 1, [sampleEvent('B')]);
        await until(() => got.length === 2);
        stopping.abort();
        await following;
        expect(got).toEqual([1, 2]);
      });

      it('neither waits for an append under way nor passes over it', async () => {
        const store = await open();
        await database.aside.query('DELETE FROM event'); // short tables are scanned where it is not prevented
        const got = hear(store);
        await database.aside.query('START TRANSACTION');
        await insertUnnumbered(stream('slow'), 0);
        await store.append(stream('quick'), NO_STREAM, [sampleEvent('A')]);
        await until(() => got.length === 1);
        await database.aside.query('COMMIT');
        await until(() => got.length === 2);
        expect(got.map((event) => event.stream)).toEqual([stream('quick'), stream('slow')]);
        await expectGapless();
      });

      it('goes on while one is frozen, whatever that one was about to do, and when it wakes', async () => {
        const [frozen, other] = [await open(address, { timeoutMs: 20_000, callTimeoutMs: 20_000 }), await open()];
        // Both give positions.
        const heard = [hear(frozen), hear(other)];
        for (let round = 0; round < 10; round++) {
          const asked = Array.from({ length: 10 }, (_, n) =>
            frozen.append(stream(`frozen-${round}-${n}`), NO_STREAM, [sampleEvent('A')]),
          );
          await sleep(Math.random() * 6);
          proxy.freeze();
          await Promise.all([1, 2, 3].map((n) => other.append(stream(`${round}-${n}`), NO_STREAM, [sampleEvent('A')])));
          proxy.heal();
          expect(await Promise.all(asked)).toHaveLength(10);
        }
        await until(() => heard.every(({ length }) => length === 130));
        expect(heard[0]).toEqual(heard[1]);
        await expectGapless();
      });
    });

    describe('one refused append beside others', () => {
      it('fails alone', async () => {
        const store = await open();
        await store.append(stream('taken'), NO_STREAM, [sampleEvent('A')]);
        // Does not know the stream yet, so that only the statement tells.
        const other = await open();
        const outcomes = await Promise.allSettled([
          other.append(stream(1), NO_STREAM, [sampleEvent('A')]),
          other.append(stream('taken'), NO_STREAM, [sampleEvent('B')]),
          other.append(stream(2), NO_STREAM, [sampleEvent('A'), sampleEvent('B')]),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(outcomes[1]).toMatchObject({ reason: { expected: NO_STREAM, actual: 0 } });
        await expectGapless();
      });

      it('stays refused when its group has to be tried again', async () => {
        const store = await open(address);
        await store.append(stream('behind'), NO_STREAM, [sampleEvent('A')]);
        await store.append(stream(1), NO_STREAM, [sampleEvent('A')]);
        // Another transaction holds the place that the second one wants: the first one's refusal known, their group waits.
        await database.aside.query('START TRANSACTION');
        await insertUnnumbered(stream(1), 1);
        const early = store.append(stream('behind'), 1, [sampleEvent('too early')]);
        const asked = store.append(stream(1), 0, [sampleEvent('B')]);
        await expect(early).rejects.toBeInstanceOf(WrongRevision);
        await (await open()).append(stream('behind'), 0, [sampleEvent('B')]);
        proxy.cut();
        await database.aside.query('ROLLBACK');
        await asked;
        expect((await store.read(stream('behind'))).map(({ type }) => type)).toEqual(['A', 'B']);
      });
    });

    describe('over a bad network', () => {
      it('finds out what became of an append whose answer was lost', async () => {
        const store = await open(address);
        await store.append(stream(0), NO_STREAM, [sampleEvent('A')]);
        for (let round = 1; round <= 5; round++) {
          const { n: before } = await count();
          proxy.dropAnswers();
          const asked = record(store, stream(round), NO_STREAM, [sampleEvent('A'), sampleEvent('B')]);
          await until(async () => (await count()).n === before + 2);
          proxy.heal();
          proxy.cut();
          expect(await asked).toEqual(await store.read(stream(round)));
          expect((await count()).n).toBe(before + 2);
        }
        await expectGapless();
      });

      it.each<[string, () => void]>([
        ['is frozen', () => proxy.freeze()],
        ['is half open', () => proxy.halfOpen()],
        ['does what is asked for, and answers too late', () => proxy.delay(400)],
      ])('answers in time when the server %s, and records once what is asked for again', async (_, fail) => {
        const store = await open(address, { timeoutMs: 200, callTimeoutMs: 600 });
        await store.append(stream(1), NO_STREAM, [sampleEvent('A')]);
        fail();
        const event = sampleEvent('B');
        for (const call of [
          store.append(stream(1), 0, [event]),
          store.read(stream(1)),
          store.readAll(),
          store.head(),
        ]) {
          const error: unknown = await call.catch((e: unknown) => e);
          expect(error).toMatchObject({ code: 'LOG_UNAVAILABLE', retryAfter: expect.any(Number) });
          expect(isTransient(error)).toBe(true);
        }
        proxy.heal();
        await until(() =>
          store.append(stream(1), 0, [event]).then(
            () => true,
            () => false,
          ),
        );
        expect((await store.read(stream(1))).map(({ type }) => type)).toEqual(['A', 'B']);
        await expectGapless();
      });

      it('tells of new events again once the server is back', async () => {
        const store = await open(address, { timeoutMs: 200 });
        const got = hear(store);
        await store.append(stream(1), NO_STREAM, [sampleEvent('A')]);
        await until(() => got.length === 1);
        proxy.refuse();
        await (await open()).append(stream(1), 0, [sampleEvent('B')]);
        proxy.heal();
        await until(() => got.length === 2);
        expect(got.map(({ revision }) => revision)).toEqual([0, 1]);
      });

      it.each<[string, () => void]>([
        ['byte by byte', () => proxy.slice()],
        ['late', () => proxy.delay(30)],
      ])('takes answers that come %s', async (_, slow) => {
        slow();
        const store = await open(address);
        const recorded = await record(store, stream(1), NO_STREAM, [sampleEvent('A', { text: '漢 é'.repeat(50) })]);
        expect(await store.read(stream(1))).toEqual(recorded);
      });

      it('closes though the server does not answer', async () => {
        const store = await open(address, { timeoutMs: 200, callTimeoutMs: 300 });
        hear(store);
        proxy.freeze();
        const [lost] = await Promise.allSettled([
          store.append(stream(1), NO_STREAM, [sampleEvent('A')]),
          store.close(),
        ]);
        expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'LOG_UNAVAILABLE' } });
      });
    });

    describe('when the server intervenes', () => {
      it('loses and doubles nothing while its connections are killed', async () => {
        const store = await open();
        const got = hear(store);
        await whileKilled(() =>
          Promise.all(
            Array.from({ length: 20 }, async (_, id) => {
              for (let n = 0; n < 10; n++) await store.append(stream(id), n - 1, [sampleEvent('A')]);
            }),
          ),
        );
        await until(() => got.length >= 200);
        expect(got).toHaveLength(200);
        await expectGapless();
      });

      it('gives a follower every event in order while its connections are killed', async () => {
        const [store, other] = [await open(), await open()];
        const stopping = new AbortController();
        const got: number[] = [];
        const following = (async () => {
          for await (const { revision } of store.follow(stream(1), 0, stopping.signal)) got.push(revision);
        })();
        await whileKilled(async () => {
          for (let n = 0; n < 60; n++) await other.append(stream(1), n - 1, [sampleEvent('A')]);
        });
        await until(() => got.length === 60);
        stopping.abort();
        await following;
        expect(got).toEqual(Array.from({ length: 60 }, (_, n) => n));
      });

      it('shows no position of a numbering that was killed before its commit, and gives its lock back', async () => {
        const store = await open();
        const last = await store.head();
        await insertUnnumbered(stream('left'), 0);
        const address = await reach({ url: database.url }, 'test', async (_, server) => server.address);
        const packets = guardedPool({ ...address, connectionLimit: 1, multipleStatements: true, timeoutMs: 5_000 });
        try {
          await packets.promise().query(
            `START TRANSACTION; SELECT version FROM event_log WHERE id = 1 FOR UPDATE;
             UPDATE event SET position = ${last + 1} WHERE position IS NULL`,
          );
          expect(await new EventTable(packets, packets).look(last, 10)).toEqual({ events: [], unnumbered: true });
          expect(await store.head()).toBe(last + 1);
        } finally {
          await endPool(packets);
        }
        await expectGapless();
      });

      it('tries again what was rolled back for a deadlock', async () => {
        const store = await open();
        const { aside } = database;
        const dirty = await createConnection(database.url);
        await dirty.query('SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED');
        const begun = async () =>
          (await dirty.query<RowDataPacket[]>('SELECT 1 FROM event WHERE stream = ?', [stream('a')]))[0].length > 0;
        await aside.query('START TRANSACTION');
        for (let n = 0; n < 20; n++) await insertUnnumbered(stream('weight'), n);
        await insertUnnumbered(stream('b'), 0);
        // Holds a, waits for b: has done less than the other one, and so is what the server rolls back.
        const asked = Promise.all(['a', 'b'].map((id) => record(store, stream(id), NO_STREAM, [sampleEvent('A')])));
        await until(begun);
        await insertUnnumbered(stream('a'), 0);
        await aside.query('ROLLBACK');
        await dirty.end();
        expect((await asked).flat().map((event) => event.stream)).toEqual([stream('a'), stream('b')]);
        await expectGapless();
      });
    });

    describe('on a server of its own', () => {
      let server: MysqlServer | undefined;
      beforeAll(async () => {
        server = await MysqlServer.start(database.url);
      }, 60_000);
      afterAll(() => server?.remove());

      it('killed and started again in the middle of appends: nothing acknowledged is lost, nothing is doubled, and the numbering goes on without a gap', async () => {
        if (!server) throw new Error('The server does not run on this machine: there is none to be like.');
        const store = await open(server.url, { callTimeoutMs: 30_000 });
        const got = hear(store);
        const acknowledged: string[] = [];
        let writing = true;
        const writers = Array.from({ length: 20 }, async (_, id) => {
          for (let last = NO_STREAM; writing; last += 2) {
            const events = [sampleEvent('A'), sampleEvent('B')];
            await store.append(stream(id), last, events);
            acknowledged.push(...events.map((event) => event.id));
          }
        });
        const more = async () => {
          const before = acknowledged.length;
          await until(() => acknowledged.length >= before + 500);
        };
        for (let time = 0; time < 2; time++) {
          await more();
          await server.kill();
          await server.run();
        }
        await more();
        writing = false;
        await Promise.all(writers);
        await until(() => got.length >= acknowledged.length);
        expect(got.map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted());
        expect(got.map(({ position }) => position)).toEqual(got.map((_, n) => n + 1));
        expect(await (await open(server.url)).readAll({ limit: got.length + 1 })).toEqual(got);
      });
    });

    it('takes more at once than one statement carries', async () => {
      const store = await open();
      const large = { text: 'x'.repeat(400 * 1024) };
      const asked = Array.from({ length: 6 }, (_, n) => record(store, stream(n), NO_STREAM, [sampleEvent('A', large)]));
      expect(await Promise.all(asked)).toHaveLength(6);
    });

    it('refuses a name that the table cannot hold', async () => {
      const store = await open();
      await expect(store.append('x'.repeat(513), NO_STREAM, [sampleEvent('A')])).rejects.toBeInstanceOf(TypeError);
      const longest = `${stream('')}${'é'.repeat(200)}`;
      await store.append(longest, NO_STREAM, [sampleEvent('A')]);
      await store.append(`${longest} `, NO_STREAM, [sampleEvent('A'), sampleEvent('B')]);
      expect(await store.read(longest)).toHaveLength(1);
    });
  });
});
