/** The .proto files, and how their names read in TypeScript. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pb from 'protobufjs';

export const SOURCE = 'libs/contracts/proto';
export const RULES = 'daybook/rules/v1/rules.proto';

export const files = readdirSync(SOURCE, { recursive: true })
  .filter((f) => f.endsWith('.proto') && f !== RULES)
  .sort((a, b) => (a < b ? -1 : 1));

export const root = new pb.Root();
root.resolvePath = (_origin, target) => {
  if (!target.startsWith('google/')) return join(SOURCE, target);
  return pb.common.get(target) ? target : createRequire(import.meta.url).resolve(`protobufjs/${target}`);
};
root.loadSync([...files, RULES], { alternateCommentMode: true }).resolveAll();

/** The messages, enums and services that a file declares. */
export const typesOf = (file) =>
  root.lookup(file.split('/').slice(0, -1).join('.')).nestedArray.filter((t) => t.filename === join(SOURCE, file));

export const capital = (s) => s[0].toUpperCase() + s.slice(1);
export const lower = (s) => s[0].toLowerCase() + s.slice(1);
export const quote = (s) =>
  `'${s
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replace(/\s*\n\s*/g, ' ')}'`;
export const doc = (text, pad = '') => (text ? `${pad}/** ${text.replace(/\s*\n\s*/g, ' ')} */\n` : '');
export const header = (source) =>
  `// Written by tools/gen-contracts.mjs from ${source}; edit the .proto, then run \`npm run gen\`.\n`;

/** Messages that callers send, with all that they hold: these are validated. */
const sent = new Set();
const send = (message) => {
  if (sent.has(message)) return;
  sent.add(message);
  for (const { resolvedType } of message.fieldsArray) if (resolvedType instanceof pb.Type) send(resolvedType);
};
const services = files.flatMap(typesOf).filter((type) => type instanceof pb.Service);
const requests = new Set(services.flatMap(({ methodsArray }) => methodsArray.map((m) => m.resolvedRequestType)));
for (const request of requests) send(request);

export const isRequest = (message) => requests.has(message);
export const isSent = (message) => sent.has(message);

/** ORDER_STATUS_PARTLY_SHIPPED of OrderStatus → partlyShipped: the name inside the house and in JSON. */
export const shortName = (type, value) => {
  const prefix = type.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toUpperCase() + '_';
  return value
    .replace(prefix, '')
    .toLowerCase()
    .replace(/_([a-z0-9])/g, (_, c) => c.toUpperCase());
};
