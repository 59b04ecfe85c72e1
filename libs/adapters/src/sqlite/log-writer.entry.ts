import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../give-way.js';
import type { FromWriter, ToWriter } from './log-writer-thread.js';
import { LogWriter } from './log-writer.js';

/** Behind the commands, so that groups are larger; before the read side, since callers wait for the disk. */
const NICENESS = 4;

giveWay(NICENESS);
const { path, timeout } = workerData as { path: string; timeout: number };
const writer = new LogWriter(path, timeout);
const tell = (answer: FromWriter) => parentPort!.postMessage(answer);

const run = (message: ToWriter) => {
  if (message === 'try') return writer.tryDisk();
  return message === 'close' ? writer.close() : writer.write(message);
};

parentPort!.on('message', (message: ToWriter) => {
  run(message).then(
    () => tell({}),
    (error: Error) => tell({ failure: error.message }),
  );
});
