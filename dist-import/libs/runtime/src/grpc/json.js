import protobuf from 'protobufjs';
function toValue(value) {
    if (value === null || value === undefined)
        return { nullValue: 0 };
    if (typeof value === 'number')
        return { numberValue: value };
    if (typeof value === 'string')
        return { stringValue: value };
    if (typeof value === 'boolean')
        return { boolValue: value };
    if (Array.isArray(value))
        return { listValue: { values: value.map(toValue) } };
    return { structValue: toStruct(value) };
}
const toStruct = (json) => ({
    fields: Object.fromEntries(Object.entries(json).flatMap(([k, v]) => (v === undefined ? [] : [[k, toValue(v)]]))),
});
function fromValue(value) {
    if (Object.hasOwn(value, 'structValue'))
        return fromStruct(value.structValue);
    if (Object.hasOwn(value, 'listValue'))
        return (value.listValue.values ?? []).map(fromValue);
    const kind = ['numberValue', 'stringValue', 'boolValue'].find((each) => Object.hasOwn(value, each));
    return kind ? value[kind] : null;
}
const fromStruct = ({ fields = {} }) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, fromValue(v)]));
const TO_WIRE = {
    '.google.protobuf.Struct': (json) => toStruct(json),
    '.google.protobuf.Value': toValue,
};
const FROM_WIRE = {
    '.google.protobuf.Struct': (struct) => fromStruct(struct),
    '.google.protobuf.Value': (value) => fromValue(value),
};
/** How values of a type are turned; undefined where nothing in it needs to be. */
function turnOf(type, turns) {
    const own = turns[type.fullName];
    if (own)
        return own;
    const fields = type.fieldsArray.flatMap((field) => {
        const { resolvedType } = field.resolve();
        const turn = resolvedType instanceof protobuf.Type ? turnOf(resolvedType, turns) : undefined;
        return turn
            ? [{ name: field.name, turn: field.repeated ? (list) => list.map(turn) : turn }]
            : [];
    });
    if (!fields.length)
        return undefined;
    return (message) => {
        const turned = { ...message };
        for (const { name, turn } of fields) {
            // A Value that is null is one; any other field that is null is absent.
            if (turned[name] !== undefined && turned[name] !== null)
                turned[name] = turn(turned[name]);
        }
        return turned;
    };
}
/** How a plain object of the house is turned into what protobufjs encodes. */
export const toWireOf = (type) => turnOf(type, TO_WIRE);
/** How what protobufjs decoded is turned into a plain object of the house. */
export const fromWireOf = (type) => turnOf(type, FROM_WIRE);
//# sourceMappingURL=json.js.map