import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { v7 as uuid } from 'uuid';
import { SqliteEventStore } from '#adapters';
import { KurrentdbEventStore } from '#adapters/kurrentdb/event-store';
import { MysqlEventStore } from '#adapters/mysql/event-store';
import type { EventStore, NewEvent, RecordedEvent } from '#ports';
import { runMigrateLog } from '../apps/platform/src/migrate-log.command.js';
import { EsdbDouble } from './esdb-double/start.js';
import { onMysqlAndMariadb } from './mysql-database.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

const EVENTS = 1_200;
const file = temporaryFolder();

const metadata = { commandId: uuid(), commandHash: 'h', correlationId: 'c', causationId: 'c', actor: 'ann', at: 'now' };
const event = (data: unknown): NewEvent => ({ id: uuid(), type: 'Counted', data, metadata });
const withoutPosition = (recorded: RecordedEvent) => ({ ...recorded, position: 0 });
const all = async (store: EventStore) => (await store.readAll({ limit: 10_000 })).map(withoutPosition);

/** Events of many streams, some longer than others, some in one append. */
async function writeLog(): Promise<RecordedEvent[]> {
  const log = new SqliteEventStore(file('log.sqlite'));
  const ends = new Map<string, number>();
  const appends: Promise<void>[] = [];
  for (let written = 0; written < EVENTS;) {
    const stream = `order-${(written * 7_919) % 401}`;
    const count = Math.min(1 + (written % 4), EVENTS - written);
    const end = ends.get(stream) ?? -1;
    appends.push(
      log.append(
        stream,
        end,
        Array.from({ length: count }, (_, i) => event({ written, i, text: 'é"' })),
      ),
    );
    ends.set(stream, end + count);
    written += count;
  }
  await Promise.all(appends);
  const events = await log.readAll({ limit: EVENTS });
  await log.close();
  return events;
}

/** Runs the command as a shell would. `meanwhile` is called at each of its lines. */
async function command(env: NodeJS.ProcessEnv, args: readonly string[], meanwhile: () => unknown = () => undefined) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runMigrateLog(
    args,
    { DATA_DIR: file(''), START_TIMEOUT: '10s', ...env },
    {
      print: (text) => {
        out.push(text);
        meanwhile();
      },
      complain: (text) => void err.push(text),
    },
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Runs it in a process of its own, which is killed as soon as something is true. */
async function killed(env: NodeJS.ProcessEnv, args: readonly string[], isTime: () => Promise<boolean>) {
  const script = ['--conditions=source', '--import', './test/typescript.mjs', 'apps/platform/src/migrate-log.ts'];
  const child = spawn(process.execPath, [...script, ...args], {
    env: { ...process.env, DATA_DIR: file(''), ...env },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await until(isTime, 30_000);
  child.kill('SIGKILL');
  await exited;
}

interface Target {
  readonly args: readonly string[];
  readonly env: () => NodeJS.ProcessEnv;
  readonly open: () => Promise<EventStore>;
}

/** Gives the events of the log that the present test moves. */
function moves({ args, env, open }: Target): () => readonly RecordedEvent[] {
  let target: EventStore;
  let events: RecordedEvent[];
  beforeEach(async () => {
    events = await writeLog();
    target = await open();
  });
  afterEach(() => target.close());

  it('copies the whole log, and finds it there when it is run again', async () => {
    const streams = new Set(events.map(({ stream }) => stream)).size;
    const first = await command(env(), args);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(`All ${EVENTS} events of ${streams} streams are in ${args[1]}`);
    expect(await all(target)).toEqual(events.map(withoutPosition));
    const again = await command(env(), args);
    expect(again.code).toBe(0);
    expect(again.out.split('\n').at(-1)).toBe(first.out.split('\n').at(-1));
    expect(await all(target)).toHaveLength(EVENTS);
  });

  it('goes on after a kill -9, without a double', async () => {
    let seen = 0;
    for (const goal of [1, EVENTS / 3, EVENTS / 2]) {
      await killed(env(), args, async () => {
        seen = (await all(target)).length;
        return seen >= goal;
      });
    }
    expect(await command(env(), args)).toMatchObject({ code: 0, err: '' });
    expect(await all(target)).toEqual(events.map(withoutPosition));
  });

  it('keeps platforms from writing to the log meanwhile, and refuses one that runs', async () => {
    const refusals: string[] = [];
    const tryToWrite = () => {
      try {
        void new SqliteEventStore(file('log.sqlite')).close();
      } catch (error) {
        refusals.push((error as Error).message);
      }
    };
    expect(await command(env(), args, tryToWrite)).toMatchObject({ code: 0 });
    expect(refusals.length).toBeGreaterThan(0);
    const platform = new SqliteEventStore(file('log.sqlite'));
    const { code, err } = await command(env(), args);
    await platform.close();
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^The data folder .* is in use by another/) as string,
    });
  });

  it('refuses an engine that holds other events, and changes nothing there', async () => {
    await target.append('order-1', -1, [event('of another log')]);
    const { code, err } = await command(env(), args);
    expect(code).toBe(2);
    expect(err).toContain('nothing was changed');
    expect(await all(target)).toHaveLength(1);
  });

  return () => events;
}

describe('npm run migrate-log', () => {
  jest.setTimeout(120_000);

  describe('to the double of EventStoreDB', () => {
    let double: EsdbDouble;
    beforeEach(async () => {
      double = await EsdbDouble.start(file('esdb'));
    });
    afterEach(() => double.kill());
    const env = () => ({ EVENTSTORE_URL: double.url, NAMESPACE: 'moved' });
    const args = ['--to', 'kurrentdb'];
    const open = () => KurrentdbEventStore.open(double.url, { namespace: 'moved' });
    const moved = moves({ args, env, open });

    it('says that it broke off when the engine goes away, and goes on when it is back', async () => {
      let away: Promise<void> | undefined;
      const { code, err } = await command(env(), args, () => {
        away ??= double.kill();
      });
      expect(code).toBe(1);
      expect(err).toMatch(/^It broke off; run again, it goes on where it is: The log cannot be used/);
      await away;
      await double.restart();
      expect(await command(env(), args)).toMatchObject({ code: 0 });
      const store = await open();
      expect(await all(store)).toEqual(moved().map(withoutPosition));
      await store.close();
    });
  });

  onMysqlAndMariadb((database) => {
    afterEach(async () => {
      await database.aside.query('TRUNCATE event');
    });
    moves({
      args: ['--to', 'mysql'],
      env: () => ({ MYSQL_URL: database.url }),
      open: () => MysqlEventStore.open({ url: database.url }),
    });
  });

  it.each([
    [[], {}, 'Say where the log goes: --to kurrentdb or --to mysql.'],
    [['--to', 'floppy'], {}, 'Say where the log goes: --to kurrentdb or --to mysql.'],
    [['--to', 'mysql'], {}, '--to mysql needs MYSQL_URL.'],
    [['--to', 'mysql'], { MYSQL_URL: 'mysql://127.0.0.1:1/x' }, /^The log .*log\.sqlite is not there\.$/],
    [['--to', 'mysql'], { GRPC_PORT: 'x' }, /^GRPC_PORT must be/],
  ])('%j with %j is told in a sentence', async (args, env, sentence) => {
    const { code, out, err } = await command({ EVENTSTORE_URL: '', MYSQL_URL: '', ...env }, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
  });
});
