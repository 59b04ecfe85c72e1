import { ContractRow, ContractRow1767225600000, readModelContract } from '#contract/read-model';
import { describeWithEngine } from '../../../../test/engines.js';
import { mysqlDatabase } from '../../../../test/mysql-database.js';
import { MysqlReadModel } from './read-model.js';

describe('the read model', () => {
  for (const [engine, variable] of [
    ['MySQL', 'MYSQL_URL'],
    ['MariaDB', 'MARIADB_URL'],
  ] as const) {
    describeWithEngine(engine, variable, (server) => {
      const database = mysqlDatabase(server);
      const entities = [ContractRow];
      const open = (options: Partial<Parameters<typeof MysqlReadModel.open>[0]> = {}) =>
        MysqlReadModel.open({ url: database.url, entities, migrations: [ContractRow1767225600000], ...options });

      describe('as every read model', () => {
        readModelContract(open, (model) => model.close());
      });
    });
  }
});
