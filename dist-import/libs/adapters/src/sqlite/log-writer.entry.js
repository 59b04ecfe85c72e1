import { parentPort, workerData } from 'node:worker_threads';
import { LogWriter } from './log-writer.js';
const { path, timeout } = workerData;
const writer = new LogWriter(path, timeout);
const tell = (answer) => parentPort.postMessage(answer);
parentPort.on('message', (message) => {
    const done = message === 'close' ? writer.close() : writer.write(message);
    done.then(() => tell({}), (error) => tell({ failure: error.message }));
});
//# sourceMappingURL=log-writer.entry.js.map