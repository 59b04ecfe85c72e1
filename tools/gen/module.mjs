/** The TypeScript module of a .proto file: its enums, its messages as DTO classes, its services as abstract classes. */
import { basename } from 'node:path';
import pb from 'protobufjs';
import { property, rulesOf } from './property.mjs';
import { capital, doc, header, isRequest, lower, quote, shortName, SOURCE, typesOf } from './protos.mjs';

/** Where each decorator of a property comes from. */
const DECORATORS = {
  '@nestjs/swagger': ['ApiProperty'],
  'class-transformer': ['Type'],
  'class-validator': [
    'ArrayMaxSize',
    'ArrayMinSize',
    'IsArray',
    'IsBoolean',
    'IsInt',
    'IsNumber',
    'IsObject',
    'IsOptional',
    'Max',
    'Min',
    'ValidateNested',
  ],
  '../rules.js': [
    'IsCurrency',
    'IsDateTime',
    'IsEmailAddress',
    'IsJsonObject',
    'IsJsonValue',
    'IsNumbers',
    'IsOneOf',
    'IsSku',
    'IsText',
    'IsTexts',
    'IsUuid',
  ],
};

/** Messages after the messages they hold: decorator metadata names a class when the class that uses it is defined. */
function inOrderOfUse(messages) {
  const done = new Set();
  const place = (message, path) => {
    if (done.has(message) || !messages.includes(message)) return;
    if (path.includes(message))
      throw new Error(`${[...path, message].map((t) => t.name).join(' holds ')}: a message cannot hold itself`);
    for (const { resolvedType } of message.fieldsArray)
      if (resolvedType instanceof pb.Type) place(resolvedType, [...path, message]);
    done.add(message);
  };
  for (const message of messages) place(message, []);
  return [...done];
}

/** UNSPECIFIED is how the wire says that there is none: it has no name inside the house. */
function enumeration({ name, values, comment, fullName }) {
  const [none, ...names] = Object.keys(values).map((value) => shortName(name, value));
  if (none !== 'unspecified') throw new Error(`${fullName} must begin with UNSPECIFIED`);
  const members = names.map((n) => `  ${capital(n)}: '${n}',\n`).join('');
  return `${doc(comment)}export const ${name} = {\n${members}} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
}

/** The scope of an RPC or of a field, as the house calls it. */
const scope = (declared) => quote(shortName('Scope', declared));

function scopeOf({ fullName, options }) {
  const declared = options?.['(daybook.rules.v1.scope)'];
  if (!declared) throw new Error(`${fullName}: every RPC declares its scope`);
  return scope(declared);
}

/** The fields of a request that need a scope of their own; at the edge it is looked whether one of them is there. */
function fieldScopesOf({ resolvedRequestType: { fieldsArray } }) {
  const scopes = fieldsArray.flatMap((f) => (rulesOf(f).scope ? [`${f.name}: ${scope(rulesOf(f).scope)}`] : []));
  return scopes.length ? [`{ ${scopes.join(', ')} }`] : [];
}

function message(type) {
  const scoped = type.fieldsArray.find((f) => rulesOf(f).scope && !(isRequest(type) && f.options?.proto3_optional));
  if (scoped) throw new Error(`${scoped.fullName}: only an optional field of a request can need a scope`);
  return `${doc(type.comment)}export class ${type.name} {\n${type.fieldsArray.map(property).join('\n')}}\n`;
}

function service(type) {
  const methods = type.methodsArray;
  if (methods.some((m) => m.requestStream)) throw new Error(`${type.fullName}: requests cannot be streams`);
  const requests = methods.map((m) => `${lower(m.name)}: ${m.resolvedRequestType.name}`).join(', ');
  const streams = methods.filter((m) => m.responseStream).map((m) => `'${lower(m.name)}'`);
  const scopes = methods.map((m) => `${lower(m.name)}: ${scopeOf(m)}`).join(', ');
  const fieldScopes = methods.flatMap((m) => fieldScopesOf(m).map((of) => `${lower(m.name)}: ${of}`)).join(', ');
  const rpc = `{ package: '${type.parent.fullName.slice(1)}', service: '${type.name}', requests: { ${requests} }, streams: [${streams.join(', ')}], scopes: { ${scopes} }, fieldScopes: { ${fieldScopes} } }`;
  const signature = (m) =>
    `${doc(m.comment, '  ')}  abstract ${lower(m.name)}(request: ${m.resolvedRequestType.name}): ${m.responseStream ? 'AsyncIterable' : 'Promise'}<${m.resolvedResponseType.name}>;\n`;
  return `${doc(type.comment)}export abstract class ${type.name} {\n  static readonly rpc = ${rpc} as const;\n\n${methods.map(signature).join('')}}\n`;
}

const importLine = (names, from) => (names.length ? [`import { ${names.sort().join(', ')} } from '${from}';\n`] : []);

/** What the file's messages hold and services take from other files. */
function neighbours(types) {
  const used = types.flatMap((t) => [
    ...(t.fieldsArray ?? []).map((f) => f.resolvedType),
    ...(t.methodsArray ?? []).flatMap((m) => [m.resolvedRequestType, m.resolvedResponseType]),
  ]);
  const foreign = [...new Set(used)].filter((t) => t?.fullName.startsWith('.daybook.') && !types.includes(t));
  const sources = [...new Set(foreign.map((t) => t.filename))].sort((a, b) => (a < b ? -1 : 1));
  return sources.flatMap((source) =>
    importLine(
      foreign.filter((t) => t.filename === source).map((t) => t.name),
      `./${basename(source, '.proto')}.js`,
    ),
  );
}

export function moduleOf(file) {
  const types = typesOf(file);
  const body = [
    ...types.filter((t) => t instanceof pb.Enum).map(enumeration),
    ...inOrderOfUse(types.filter((t) => t instanceof pb.Type)).map(message),
    ...types.filter((t) => t instanceof pb.Service).map(service),
  ].join('\n');
  const decorators = Object.entries(DECORATORS).flatMap(([from, names]) =>
    importLine(
      names.filter((name) => body.includes(`@${name}(`)),
      from,
    ),
  );
  return `${header(`${SOURCE}/${file}`)}${decorators.join('')}${neighbours(types).join('')}\n${body}`;
}
