import { parentPort, workerData } from 'node:worker_threads';
import type { FromWriter, ToWriter } from './log-writer-thread.js';
import { LogWriter } from './log-writer.js';

const { path, timeout } = workerData as { path: string; timeout: number };
const writer = new LogWriter(path, timeout);
const tell = (answer: FromWriter) => parentPort!.postMessage(answer);

parentPort!.on('message', (message: ToWriter) => {
  const done = message === 'close' ? writer.close() : writer.write(message);
  done.then(
    () => tell({}),
    (error: Error) => tell({ failure: error.message }),
  );
});
