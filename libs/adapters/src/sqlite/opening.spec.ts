import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotStart, NO_STREAM } from '#ports';
import { record } from '../../../ports/contract/record.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { Sqlite } from './driver.js';
import { SqliteEventStore } from './event-store.js';

const ROOT = join(__dirname, '../../../..');

describe('opening the log', () => {
  const file = temporaryFolder();
  const path = () => file('log.sqlite');
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** A process that writes to the log until it is killed; the ids of what was acknowledged to it, as they come. */
  const writer = async () => {
    const options = ['--conditions=source', '--import', './test/typescript.mjs', 'test/log-writer.mjs', path()];
    const child = spawn(process.execPath, options, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const acknowledged: string[] = [];
    const lines = createInterface(child.stdout);
    const reached = (count: number) =>
      new Promise<void>((resolve, reject) => {
        lines.on('line', () => acknowledged.length >= count && resolve());
        lines.on('close', () => reject(new Error('the writer ended')));
      });
    lines.on('line', (id) => acknowledged.push(id));
    await reached(1);
    const kill = async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await closed;
    };
    return { pid: child.pid!, acknowledged, reached, kill };
  };

  const sentence = (open: () => unknown): string => {
    try {
      open();
    } catch (error) {
      expect(error).toBeInstanceOf(CannotStart);
      const { message } = error as Error;
      expect(message).toMatch(/^The [^\n]*\.$/);
      return message;
    }
    throw new Error('it was opened');
  };

  const filled = async (events = 100) => {
    const store = new SqliteEventStore(path());
    for (let n = 0; n < events; n++) void store.append(`s-${n % 7}`, Math.floor(n / 7) - 1, [sampleEvent('A', { n })]);
    await store.close();
  };

  it('loses nothing that was acknowledged when its process is killed, and is free again', async () => {
    const { acknowledged, reached, kill } = await writer();
    await reached(500);
    await kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    const store = new SqliteEventStore(path());
    const log = await store.readAll({ limit: 1_000_000 });
    const stored = new Set(log.map(({ id }) => id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, n) => n + 1));
    const last = log.at(-1)!;
    const [next] = await record(store, last.stream, last.revision, [sampleEvent('A')]);
    expect(next).toMatchObject({ revision: last.revision + 1, position: last.position + 1 });
    await store.close();
  });

  it('refuses a second writer and names the first, another process', async () => {
    const { pid, kill } = await writer();
    expect(sentence(() => new SqliteEventStore(path()))).toBe(
      `The data folder ${file('.')} is in use by another Daybook process (pid ${pid}).`,
    );
    await kill();
  });

  it('refuses a second writer within the process until the first has closed', async () => {
    const first = new SqliteEventStore(path());
    expect(sentence(() => new SqliteEventStore(path()))).toContain('is in use');
    await first.close();
    await new SqliteEventStore(path()).close();
  });

  it('opens for reading while a writer runs, and never writes', async () => {
    const { reached, kill } = await writer();
    const audit = new SqliteEventStore(path(), { readonly: true });
    const head = await audit.head();
    await reached(head + 1);
    expect(await audit.head()).toBeGreaterThan(head);
    expect((await audit.readAll({ direction: 'backwards', limit: 3 })).length).toBe(3);
    await expect(audit.append('s-1', NO_STREAM, [sampleEvent('A')])).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await kill();
    await audit.close();
  });

  it('opens for reading what was closed, and says when there is nothing', async () => {
    expect(sentence(() => new SqliteEventStore(path(), { readonly: true }))).toBe(`The log ${path()} is not there.`);
    await filled();
    const audit = new SqliteEventStore(path(), { readonly: true });
    expect(await audit.head()).toBe(100);
    await audit.close();
  });

  it('makes the folder where it is missing', async () => {
    const store = new SqliteEventStore(file('some/where/log.sqlite'));
    expect(await store.head()).toBe(0);
    await store.close();
  });

  it('says in one sentence that a folder cannot be written', () => {
    writeFileSync(file('taken'), '');
    expect(sentence(() => new SqliteEventStore(file('taken/data/log.sqlite')))).toContain(
      `The data folder ${file('taken/data')} cannot be used`,
    );
    mkdirSync(file('log.sqlite'));
    expect(sentence(() => new SqliteEventStore(path()))).toBe(`The log ${path()} cannot be used.`);
  });

  it('says in one sentence that a file is damaged, and lets go of the folder', async () => {
    await filled();
    const whole = readFileSync(path());
    const damage: Record<string, () => void> = {
      'is damaged (file is not a database)': () => writeFileSync(path(), 'not a database at all '.repeat(1000)),
      'is damaged (malformed: it is cut short)': () => cut(path(), statSync(path()).size - 4096),
      'is damaged (database disk image is malformed)': () => overwrite(path(), 4096, Buffer.alloc(4096, 0xff)),
    };
    for (const [told, damaging] of Object.entries(damage)) {
      writeFileSync(path(), whole);
      damaging();
      expect(sentence(() => new SqliteEventStore(path()))).toBe(`The log ${path()} ${told}.`);
    }
    writeFileSync(path(), whole);
    await new SqliteEventStore(path()).close();
  });

  it('refuses a file of another program, and of a later version', async () => {
    const foreign = new Sqlite(path());
    foreign.exec('CREATE TABLE event (position INTEGER)');
    expect(sentence(() => new SqliteEventStore(path()))).toContain('it is not a file of Daybook');
    foreign.exec('DROP TABLE event');
    await new SqliteEventStore(path()).close();
    foreign.pragma('user_version = 99');
    expect(sentence(() => new SqliteEventStore(path()))).toContain('it was written by a later version of Daybook');
    foreign.close();
  });
});

const cut = (path: string, size: number) => {
  const descriptor = openSync(path, 'r+');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
};

const overwrite = (path: string, at: number, bytes: Buffer) => {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
};
