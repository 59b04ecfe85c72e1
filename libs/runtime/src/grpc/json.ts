import protobuf from 'protobufjs';

/** Inside the house a google.protobuf.Struct is the object that it means, and a Value what it holds. */

type Json = Readonly<Record<string, unknown>>;
type Turn = (value: unknown) => unknown;

interface Value {
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: Struct;
  readonly listValue?: { readonly values?: readonly Value[] };
}
interface Struct {
  readonly fields?: Readonly<Record<string, Value>>;
}

function toValue(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: 0 };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(toValue) } };
  return { structValue: toStruct(value as Json) };
}

const toStruct = (json: Json): object => ({
  fields: Object.fromEntries(Object.entries(json).flatMap(([k, v]) => (v === undefined ? [] : [[k, toValue(v)]]))),
});

function fromValue(value: Value): unknown {
  if (Object.hasOwn(value, 'structValue')) return fromStruct(value.structValue!);
  if (Object.hasOwn(value, 'listValue')) return (value.listValue!.values ?? []).map(fromValue);
  const kind = (['numberValue', 'stringValue', 'boolValue'] as const).find((each) => Object.hasOwn(value, each));
  return kind ? value[kind] : null;
}

const fromStruct = ({ fields = {} }: Struct): Json =>
  Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, fromValue(v)]));

const TO_WIRE: Readonly<Record<string, Turn>> = {
  '.google.protobuf.Struct': (json) => toStruct(json as Json),
  '.google.protobuf.Value': toValue,
};
const FROM_WIRE: Readonly<Record<string, Turn>> = {
  '.google.protobuf.Struct': (struct) => fromStruct(struct as Struct),
  '.google.protobuf.Value': (value) => fromValue(value as Value),
};

/** How values of a type are turned; undefined where nothing in it needs to be. */
function turnOf(type: protobuf.Type, turns: Readonly<Record<string, Turn>>): Turn | undefined {
  const own = turns[type.fullName];
  if (own) return own;
  const fields = type.fieldsArray.flatMap((field) => {
    const { resolvedType } = field.resolve();
    const turn = resolvedType instanceof protobuf.Type ? turnOf(resolvedType, turns) : undefined;
    return turn
      ? [{ name: field.name, turn: field.repeated ? (list: unknown) => (list as unknown[]).map(turn) : turn }]
      : [];
  });
  if (!fields.length) return undefined;
  return (message) => {
    const turned = { ...(message as Json) };
    for (const { name, turn } of fields) {
      // A Value that is null is one; any other field that is null is absent.
      if (turned[name] !== undefined && turned[name] !== null) turned[name] = turn(turned[name]);
    }
    return turned;
  };
}

/** How a plain object of the house is turned into what protobufjs encodes. */
export const toWireOf = (type: protobuf.Type) => turnOf(type, TO_WIRE);

/** How what protobufjs decoded is turned into a plain object of the house. */
export const fromWireOf = (type: protobuf.Type) => turnOf(type, FROM_WIRE);
