import type { Pool, RowDataPacket } from 'mysql2';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { reach } from './opening.js';
import { endPool, guardedPool } from './pool.js';

describe('a session of the pool', () => {
  onMysqlAndMariadb((database) => {
    let pool: Pool;
    beforeAll(async () => {
      const address = await reach({ url: database.url }, 'test', async (_, server) => server.address);
      pool = guardedPool({ ...address, connectionLimit: 1, timeoutMs: 5_000 });
    });
    afterAll(() => endPool(pool));

    it('has what it needs, whatever the server has for others', async () => {
      const [rows] = await pool.promise().query<RowDataPacket[]>('SHOW SESSION VARIABLES');
      const settings = new Map(rows.map((row) => [String(row['Variable_name']), String(row['Value'])]));
      expect(Object.fromEntries(settings)).toMatchObject({
        autocommit: 'ON',
        completion_type: 'NO_CHAIN',
        time_zone: '+00:00',
        innodb_lock_wait_timeout: '5',
        lock_wait_timeout: '5',
        wait_timeout: '30',
        group_concat_max_len: '1048576',
        collation_connection: 'utf8mb4_bin',
      });
      expect(settings.get('sql_mode')).toContain('STRICT_ALL_TABLES');
      expect(settings.get('transaction_isolation') ?? settings.get('tx_isolation')).toBe('READ-COMMITTED');
    });
  });
});
