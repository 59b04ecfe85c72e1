import { eventStoreContract } from '#contract/event-store';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { MysqlEventStore } from './event-store.js';

describe('the event store', () => {
  onMysqlAndMariadb((database) => {
    const open = () => MysqlEventStore.open({ url: database.url });

    describe('as every store', () => {
      eventStoreContract({ ordered: false, gapless: true }, open, (store) => store.close());
    });
  });
});
