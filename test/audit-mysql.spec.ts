import { start } from '#runtime';
import { runAudit } from '../apps/platform/src/audit.command.js';
import { modules } from '../apps/platform/src/modules.js';
import { MysqlEventStore } from '../libs/adapters/src/mysql/event-store.js';
import { sampleEvent } from '../libs/ports/contract/sample-event.js';
import { freePort } from './free-port.js';
import { onMysqlAndMariadb } from './mysql-database.js';
import { temporaryFolder } from './temporary-folder.js';

const LONGEST_MS = 60_000;

describe('the audit of what is in MySQL', () => {
  onMysqlAndMariadb((database) => {
    const file = temporaryFolder();
    const environment = () => ({
      EVENT_STORE: 'mysql',
      READ_MODEL: 'mysql',
      MYSQL_URL: database.url,
      DATA_DIR: file('data'),
    });
    /** Runs the command as a shell would. */
    async function command(env: NodeJS.ProcessEnv = {}) {
      const out: string[] = [];
      const err: string[] = [];
      const terminal = {
        print: (text: string) => void out.push(text),
        complain: (text: string) => void err.push(text),
      };
      const code = await runAudit([], { ...environment(), ...env }, terminal);
      return { code, out: out.join('\n'), err: err.join('\n') };
    }
    /** Names, columns and rows of all tables. */
    async function content() {
      const [columns] = await database.aside.query(
        `SELECT table_name AS tab, column_name AS col, column_type AS type FROM information_schema.columns
          WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
      );
      const tables = [...new Set((columns as { tab: string }[]).map(({ tab }) => tab))];
      const sums = tables.length ? (await database.aside.query(`CHECKSUM TABLE ${tables.join(', ')}`))[0] : [];
      return JSON.stringify([columns, sums]);
    }

    it('is refused where nothing is there, and makes nothing', async () => {
      const refusal = { code: 2, out: '', err: 'The log in the database of MYSQL_URL is not there.' };
      expect(await command()).toEqual(refusal);
      await (await MysqlEventStore.open({ url: database.url })).close();
      const before = await content();
      expect(await command()).toEqual({ ...refusal, err: 'The read model in the database of MYSQL_URL is not there.' });
      expect(await content()).toBe(before);
    });

    it(
      'changes nothing, also where it is refused: of another version, or of another namespace',
      async () => {
        const ports = { PORT: '0', GRPC_PORT: String(await freePort()) };
        const app = await start({ modules, http: true, env: { ...environment(), ...ports, LOG_LEVEL: 'error' } });
        await fetch(new URL('/v1/products', await app.getUrl()), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ sku: 'HARP', name: 'Harp', price: { amount: 1, currency: 'GBP' } }),
        });
        await app.close();
        const log = await MysqlEventStore.open({ url: database.url });
        await log.head();
        // The last event has no position.
        await log.append('relay-daybook', -1, [sampleEvent('A')]);
        await log.close();

        const unchanged = async (env: NodeJS.ProcessEnv = {}) => {
          const before = await content();
          const ran = await command(env);
          expect(await content()).toBe(before);
          return ran;
        };
        expect(await unchanged()).toMatchObject({
          code: 0,
          err: '',
          out: expect.stringContaining('Clean: ') as string,
        });

        expect(await unchanged({ NAMESPACE: 'theirs' })).toEqual({
          code: 2,
          out: '',
          err: 'The database of MYSQL_URL is that of NAMESPACE=daybook, not of NAMESPACE=theirs: each needs its own.',
        });
        const refused = async (sql: string, err: string) => {
          await database.aside.query(sql);
          expect(await unchanged()).toEqual({ code: 2, out: '', err });
        };
        const readModel = 'The read model in the database of MYSQL_URL';
        await refused(
          `UPDATE migrations SET name = 'Later1' ORDER BY id DESC LIMIT 1`,
          `${readModel} was written by a later version of Daybook (Later1).`,
        );
        await refused(
          `DELETE FROM migrations WHERE name = 'Later1'`,
          `${readModel} was written by an earlier version of Daybook.`,
        );
        await refused(
          'UPDATE event_log SET version = 2',
          'The log in the database of MYSQL_URL was written by a later version of Daybook.',
        );
      },
      LONGEST_MS,
    );

    it('looks at Kafka first', async () => {
      const nobody = `127.0.0.1:${await freePort()}`;
      const { code, err } = await command({
        EVENT_FEED: 'kafka',
        KAFKA_BROKERS: nobody,
        START_TIMEOUT: '500ms',
        MYSQL_URL: `mysql://a:b@${nobody}/c`,
      });
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/^No broker of KAFKA_BROKERS .+\.$/) as string,
      });
    });
  });
});
