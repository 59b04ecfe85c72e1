import { eventStoreContract } from '#contract/event-store';
import { describeWithEngine } from '../../../../test/engines.js';
import { mysqlDatabase } from '../../../../test/mysql-database.js';
import { MysqlEventStore } from './event-store.js';

describe('the event store', () => {
  for (const [engine, variable] of [
    ['MySQL', 'MYSQL_URL'],
    ['MariaDB', 'MARIADB_URL'],
  ] as const) {
    describeWithEngine(engine, variable, (server) => {
      const database = mysqlDatabase(server);
      const open = () => MysqlEventStore.open({ url: database.url });

      describe('as every store', () => {
        eventStoreContract({ ordered: false, gapless: true }, open, (store) => store.close());
      });
    });
  }
});
