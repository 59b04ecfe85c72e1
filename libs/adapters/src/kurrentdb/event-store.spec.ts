import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '#contract/event-store';
import { EsdbDouble } from '../../../../test/esdb-double/start.js';
import { KurrentdbEventStore } from './event-store.js';

describe('the event store on EventStoreDB', () => {
  const real = process.env['EVENTSTORE_URL'];

  describe('as every store, on the server of EVENTSTORE_URL or on a double', () => {
    let folder: string;
    let double: EsdbDouble | undefined;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'daybook-'));
      if (!real) double = await EsdbDouble.start(join(folder, 'log'));
    });
    afterAll(async () => {
      await double?.kill();
      rmSync(folder, { recursive: true });
    });

    eventStoreContract(
      { ordered: false, gapless: false },
      () => KurrentdbEventStore.open(real ?? double!.url),
      (store) => store.close(),
    );
  });
});
