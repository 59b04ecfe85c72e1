// Opens the log named by its argument and tells of each event once its append has returned, until it is killed.
import { randomUUID } from 'node:crypto';
import { SqliteEventStore } from '../libs/adapters/src/sqlite/event-store.ts';

const store = new SqliteEventStore(process.argv[2]);
const metadata = { commandId: randomUUID(), commandHash: '', correlationId: '', causationId: '', actor: '', at: '' };

async function write(stream) {
  for (let n = 0; ; n++) {
    const id = randomUUID();
    await store.append(stream, n - 1, [{ id, type: 'Counted', data: { n }, metadata }]);
    process.stdout.write(`${id}\n`);
  }
}

for (let writer = 0; writer < 20; writer++) void write(`count-${writer}`);
