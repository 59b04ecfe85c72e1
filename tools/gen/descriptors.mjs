/** What the gRPC runtime encodes by, and what reflection shows. */
import { execFileSync } from 'node:child_process';
import pb from 'protobufjs';
import { header, root, shortName, SOURCE } from './protos.mjs';

/** Google's types that a message of ours may hold. */
const WELL_KNOWN = ['Struct', 'Value', 'ListValue', 'NullValue'];

/** The descriptor with the short enum names and without the rules and scopes, which only the generator reads. */
export function descriptor() {
  const shorten = ({ options: _options, comment: _comment, nested, fields, methods, values, ...rest }, name) => ({
    ...rest,
    ...(methods && {
      methods: Object.fromEntries(
        Object.entries(methods).map(([n, { options: _options, parsedOptions: _parsed, ...method }]) => [n, method]),
      ),
    }),
    ...(values && { values: Object.fromEntries(Object.entries(values).map(([v, n]) => [shortName(name, v), n])) }),
    ...(fields && {
      fields: Object.fromEntries(
        Object.entries(fields).map(([n, { options, ...field }]) => [
          n,
          options?.proto3_optional ? { ...field, options: { proto3_optional: true } } : field,
        ]),
      ),
    }),
    ...(nested && { nested: Object.fromEntries(Object.entries(nested).map(([n, child]) => [n, shorten(child, n)])) }),
  });
  const { daybook, google } = root.toJSON().nested;
  delete daybook.nested.rules;
  const known = Object.entries(google.nested.protobuf.nested).filter(([name]) => WELL_KNOWN.includes(name));
  const nested = {
    daybook: shorten(daybook, 'daybook'),
    ...(known.length && { google: { nested: { protobuf: { nested: Object.fromEntries(known) } } } }),
  };
  return `${header(SOURCE)}export const descriptor = ${JSON.stringify({ nested })};\n`;
}

/** The files as reflection shows them: buf's own descriptors, since those of protobufjs lose `optional` and break on maps. */
export function reflection() {
  const files = [SOURCE, 'node_modules/grpc-health-check/proto'].flatMap((input) => {
    const set = pb.Reader.create(
      execFileSync('node_modules/.bin/buf', [
        'build',
        input,
        '--as-file-descriptor-set',
        '--exclude-source-info',
        '-o',
        '-',
      ]),
    );
    const found = [];
    while (set.pos < set.len) {
      set.uint32();
      found.push(Buffer.from(set.bytes()).toString('base64'));
    }
    return found;
  });
  const each = [...new Set(files)];
  return `${header(`${SOURCE} and the standard health service`)}/** A FileDescriptorProto each, in base64. */\nexport const fileDescriptors = ${JSON.stringify(each, null, 2)};\n`;
}
