// node --conditions=source --import ./test/typescript.mjs test/esdb-double/main.ts FILE PORT CONTROL_PORT [FIRST_POSITION]
import { createServer } from 'node:http';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { NO_FAULTS, type Faults } from './faults.js';
import { Front } from './front.js';
import { EventLog } from './log.js';
import { StreamsDouble } from './service.js';

const [file = '', port, controlPort, firstPosition] = process.argv.slice(2);
const faults: Faults = { ...NO_FAULTS };
const log = new EventLog(file, firstPosition ? BigInt(firstPosition) : undefined);

const service = new Server({ 'grpc.max_receive_message_length': 20 * 1024 * 1024 });
const streams = new StreamsDouble(log, faults, () => front.cut());
service.addService(StreamsService, streams.implementation);
service.addService(ServerFeaturesService, streams.features);
const inner = await new Promise<number>((resolve, reject) => {
  service.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
    error ? reject(error) : resolve(bound),
  );
});
const front = new Front(inner);
await front.listen(Number(port));

/** PUT /faults with what changes; POST /cut and POST /forget for the connections there are. All answer with a State. */
const control = createServer((request, response) => {
  void (async () => {
    let body = '';
    for await (const part of request) body += String(part);
    if (request.url === '/faults') Object.assign(faults, JSON.parse(body));
    if (request.url === '/cut') front.cut();
    if (request.url === '/forget') front.forget();
    front.freeze(faults.frozen);
    response.end(JSON.stringify({ faults, lastStart: Number(streams.lastStart), delivered: streams.delivered }));
  })();
});
control.listen(Number(controlPort), '127.0.0.1', () => process.stdout.write('ready\n'));

// Whoever started it holds its input open; nobody is left with a double that outlives its test.
process.stdin.on('end', () => process.exit()).resume();
