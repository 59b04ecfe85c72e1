import { ContractRow, ContractRow1767225600000, readModelContract } from '#contract/read-model';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { MysqlReadModel } from './read-model.js';

describe('the read model', () => {
  onMysqlAndMariadb((database) => {
    const entities = [ContractRow];
    const open = (options: Partial<Parameters<typeof MysqlReadModel.open>[0]> = {}) =>
      MysqlReadModel.open({ url: database.url, entities, migrations: [ContractRow1767225600000], ...options });

    describe('as every read model', () => {
      readModelContract(open, (model) => model.close());
    });
  });
});
