/** A field of a message as a property of its DTO class: type, validation, OpenAPI. */
import pb from 'protobufjs';
import { doc, isSent, quote } from './protos.mjs';

const INT32 = [-(2 ** 31), 2 ** 31 - 1];
const SAFE = ['Number.MIN_SAFE_INTEGER', 'Number.MAX_SAFE_INTEGER'];
/** Values of the integer types; a 64-bit one that a double cannot hold is refused. */
const BOUNDS = {
  int32: INT32,
  sint32: INT32,
  uint32: [0, 2 ** 32 - 1],
  int64: SAFE,
  sint64: SAFE,
  uint64: [0, SAFE[1]],
};
const LONGS = ['int64', 'sint64', 'uint64'];

/** What a JSON value can be. */
const JSON_TYPES = ['object', 'array', 'string', 'number', 'boolean', 'null'];
/** Google's messages that are plain JSON inside the house. */
const JSON_KINDS = { '.google.protobuf.Struct': 'struct', '.google.protobuf.Value': 'value' };

/** What a field is in TypeScript, or an error for what no message of ours needs. */
function kindOf({ map, keyType, type, resolvedType, fullName }) {
  const kind =
    JSON_KINDS[resolvedType?.fullName] ?? (resolvedType && (resolvedType instanceof pb.Enum ? 'enum' : 'message'));
  const scalar = ['string', 'bool', 'double'].includes(type) ? type : type in BOUNDS && 'integer';
  if (map && keyType === 'string' && scalar === 'string') return 'texts';
  if (map && keyType === 'string' && scalar === 'integer') return 'numbers';
  if (map || !(kind || scalar)) throw new Error(`${fullName}: no class for the type ${type}`);
  return kind || scalar;
}

export const rulesOf = (field) =>
  field.parsedOptions?.find((o) => o['(daybook.rules.v1.rules)'])?.['(daybook.rules.v1.rules)'] ?? {};

/** `name(argument, { each: true })` without what is empty. */
const call = (name, each, ...given) => `${name}(${[...given, each && '{ each: true }'].filter(Boolean).join(', ')})`;

/** `{ a: 1 }` of what is there; nothing when nothing is. */
const options = (entries) => {
  const given = Object.entries(entries).filter(([, value]) => (value ?? false) !== false);
  return given.length ? `{ ${given.map(([key, value]) => `${key}: ${value}`).join(', ')} }` : '';
};

const textRules = ({ min_length, max_length, multiline, pattern }) =>
  options({ min: min_length, max: max_length, multiline, pattern: pattern && `/${pattern}/u` });

/** The check of one string, by the first of its rules that says what it is. */
function stringCheck(rules, each) {
  if (rules.uuid) return call('IsUuid', each);
  if (rules.sku) return call('IsSku', each);
  if (rules.currency) return call('IsCurrency', each);
  if (rules.date_time) return call('IsDateTime', each);
  if (rules.email) return call('IsEmailAddress', each);
  const text = textRules(rules);
  return call('IsText', each, each && !text ? '{}' : text);
}

/** What TypeScript calls it, what checks it, and its OpenAPI schema. */
function described(field, rules, each) {
  const name = field.resolvedType?.name;
  const [least, most] = BOUNDS[field.type] ?? [];
  switch (kindOf(field)) {
    case 'message':
      return {
        type: name,
        checks: [call('IsObject', each), call('ValidateNested', each), `Type(() => ${name})`],
        api: { type: `() => ${each ? `[${name}]` : name}` },
      };
    case 'enum':
      return {
        type: name,
        checks: [call('IsOneOf', each, name)],
        api: { enum: name, enumName: quote(name), isArray: each && 'true' },
      };
    case 'texts':
      return {
        type: 'Record<string, string>',
        checks: [`IsTexts(${options({ max: rules.max_length, maxItems: rules.max_items })})`],
        api: { type: quote('object'), additionalProperties: "{ type: 'string' }", maxProperties: rules.max_items },
      };
    case 'numbers':
      return {
        type: 'Record<string, number>',
        checks: [`IsNumbers(${options({ maxItems: rules.max_items })})`],
        api: { type: quote('object'), additionalProperties: "{ type: 'integer' }", maxProperties: rules.max_items },
      };
    case 'struct':
      return {
        type: 'Record<string, unknown>',
        checks: [`IsJsonObject(${options({ maxItems: rules.max_items })})`],
        api: { type: quote('object'), additionalProperties: 'true', maxProperties: rules.max_items },
      };
    case 'value':
      return {
        type: 'unknown',
        checks: ['IsJsonValue()'],
        // Any of them; without a type the document would say that it is an object.
        api: { oneOf: `[${JSON_TYPES.map((type) => `{ type: ${quote(type)} }`).join(', ')}]` },
      };
    case 'string':
      return {
        type: 'string',
        checks: [stringCheck(rules, each)],
        api: {
          type: each ? '[String]' : 'String',
          format:
            (rules.uuid && quote('uuid')) || (rules.date_time && quote('date-time')) || (rules.email && quote('email')),
          pattern: rules.currency ? quote('^[A-Z]{3}$') : rules.pattern && quote(rules.pattern),
          minLength: rules.sku ? 1 : rules.min_length,
          maxLength: rules.sku ? 64 : rules.max_length,
        },
      };
    case 'bool':
      return { type: 'boolean', checks: [call('IsBoolean', each)], api: { type: each ? '[Boolean]' : 'Boolean' } };
    case 'double':
      return {
        type: 'number',
        checks: [
          call('IsNumber', each, each && '{}'),
          rules.min !== undefined && call('Min', each, rules.min),
          rules.max !== undefined && call('Max', each, rules.max),
        ],
        api: { type: each ? '[Number]' : 'Number', minimum: rules.min, maximum: rules.max },
      };
    case 'integer':
      return {
        type: 'number',
        checks: [
          call('IsInt', each),
          call('Min', each, String(rules.min ?? least)),
          call('Max', each, String(rules.max ?? most)),
        ],
        api: {
          type: quote('integer'),
          isArray: each && 'true',
          format: LONGS.includes(field.type) && quote('int64'),
          minimum: rules.min,
          maximum: rules.max,
        },
      };
  }
}

const isOptional = (field, rules) =>
  field.options?.proto3_optional === true ||
  (isSent(field.parent) && (field.map || (field.repeated && !rules.min_items)));

export function property(field) {
  const rules = rulesOf(field);
  const optional = isOptional(field, rules);
  const each = field.repeated;
  const { type, checks, api } = described(field, rules, each);
  const validation = [
    optional && 'IsOptional()',
    each && 'IsArray()',
    each && rules.min_items && `ArrayMinSize(${rules.min_items})`,
    each && rules.max_items && `ArrayMaxSize(${rules.max_items})`,
    ...checks,
  ];
  // Where `required` lists the properties of an object itself, `selfRequired` says it of the property.
  const required = api.additionalProperties ? 'selfRequired' : 'required';
  const schema = options({
    ...api,
    ...(each && { minItems: rules.min_items, maxItems: rules.max_items }),
    [required]: optional && 'false',
    nullable: rules.removable && 'true',
    description: field.comment && quote(field.comment),
  });
  const decorators = [...(isSent(field.parent) ? validation : []), `ApiProperty(${schema})`].filter(Boolean);
  return `${doc(field.comment, '  ')}${decorators.map((d) => `  @${d}\n`).join('')}  ${field.name}${optional ? '?' : '!'}: ${type}${each ? '[]' : ''};\n`;
}
