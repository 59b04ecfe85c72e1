import { isUtf8 } from 'node:buffer';
import protobuf from 'protobufjs';
import { RESERVED_KEYS } from '../validation/compiled.js';
/** Messages in messages; deeper ones are refused before the decoder follows them. */
const DEEPEST = 100;
/** What is wrong with the bytes of a message, and where: `/order/lines/0/sku`. */
export class WireMistake extends Error {
    pointer;
    constructor(pointer, message) {
        super(message);
        this.pointer = pointer;
    }
}
/** A part of a buffer. Reads beyond its end are mistakes, where protobufjs would give what little there is. */
class Frame {
    bytes;
    at;
    end;
    pointer;
    /** The halves of the varint that was read last, unsigned. */
    low = 0;
    high = 0;
    constructor(bytes, at, end, pointer) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
        this.pointer = pointer;
    }
    fail(message) {
        throw new WireMistake(this.pointer, message);
    }
    varint() {
        this.low = this.high = 0;
        for (let i = 0; i < 10; i++) {
            if (this.at >= this.end)
                this.fail('is cut off');
            const byte = this.bytes[this.at++];
            const bits = byte & 0x7f;
            if (i < 4)
                this.low |= bits << (7 * i);
            else if (i === 4) {
                this.low |= bits << 28;
                this.high |= bits >>> 4;
            }
            else
                this.high |= bits << (7 * i - 32);
            if (byte < 0x80) {
                this.low >>>= 0;
                this.high >>>= 0;
                return;
            }
        }
        this.fail('has a number of more than ten bytes');
    }
    skip(length) {
        const from = this.at;
        if (length > this.end - from)
            this.fail('is longer than its frame');
        this.at += length;
        return from;
    }
    /** The bytes behind a length. */
    delimited(pointer) {
        this.varint();
        const length = this.high ? Infinity : this.low;
        const inner = new Frame(this.bytes, this.at, this.at + length, pointer);
        if (length > this.end - this.at)
            inner.fail('is longer than its frame');
        this.at += length;
        return inner;
    }
}
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;
const signed = (frame) => (frame.high | 0) * 2 ** 32 + frame.low;
const unsigned = (frame) => frame.high * 2 ** 32 + frame.low;
const integer = (holds, message) => (frame) => {
    frame.varint();
    if (!holds(frame))
        frame.fail(message);
};
const unsafe = 'must be a whole number that a double can hold';
const tooWide = 'must be a whole number of 32 bits';
/** How each scalar that is a varint is checked. */
const VARINTS = {
    int32: integer((frame) => signed(frame) >= -(2 ** 31) && signed(frame) < 2 ** 31, tooWide),
    uint32: integer((frame) => frame.high === 0, tooWide),
    sint32: integer((frame) => frame.high === 0, tooWide),
    int64: integer((frame) => Number.isSafeInteger(signed(frame)), unsafe),
    uint64: integer((frame) => Number.isSafeInteger(unsigned(frame)), unsafe),
    sint64: integer((frame) => frame.high < 2 ** 22, unsafe),
    bool: (frame) => frame.varint(),
};
const FIXED = {
    double: 8,
    fixed64: 8,
    sfixed64: 8,
    float: 4,
    fixed32: 4,
    sfixed32: 4,
};
const plans = new WeakMap();
function planOf(type) {
    let plan = plans.get(type);
    if (!plan)
        plans.set(type, (plan = new Map(type.fieldsArray.map((field) => [field.id, known(field.resolve())]))));
    return plan;
}
function known(field) {
    const { name, type, resolvedType } = field;
    const repeated = field.repeated || field.map;
    if (field instanceof protobuf.MapField)
        return { name, repeated, wire: DELIMITED, value: entryOf(field) };
    if (resolvedType instanceof protobuf.Type) {
        return { name, repeated, wire: DELIMITED, value: messageOf(resolvedType) };
    }
    if (type === 'string')
        return { name, repeated, wire: DELIMITED, value: (frame, pointer) => text(frame.delimited(pointer)) };
    if (type === 'bytes')
        return { name, repeated, wire: DELIMITED, value: (frame, pointer) => void frame.delimited(pointer) };
    const fixed = FIXED[type];
    if (fixed) {
        return { name, repeated, wire: fixed === 8 ? FIXED64 : FIXED32, value: (frame) => void frame.skip(fixed) };
    }
    const scalar = resolvedType instanceof protobuf.Enum
        ? integer((frame) => signed(frame) in resolvedType.valuesById, 'must be a value of the enum')
        : VARINTS[type];
    if (!scalar)
        throw new Error(`${field.fullName}: no check for the type ${type}`);
    return {
        name,
        repeated,
        wire: VARINT,
        value: (frame, pointer) => {
            const place = new Frame(frame.bytes, frame.at, frame.end, pointer);
            scalar(place);
            frame.at = place.at;
        },
    };
}
/** What is checked of a value that is a message. */
const messageOf = (type) => (frame, pointer, depth) => message(frame.delimited(pointer), planOf(type), depth + 1);
/** A map is a list of messages of a key and a value. */
function entryOf({ type, resolvedType }) {
    const one = { repeated: false, wire: DELIMITED };
    const plan = new Map([
        [1, { ...one, name: 'key', value: (frame, pointer) => key(frame.delimited(pointer)) }],
        [
            2,
            resolvedType instanceof protobuf.Type
                ? { ...one, name: 'value', value: messageOf(resolvedType) }
                : known(new protobuf.Field('value', 2, type)),
        ],
    ]);
    return (frame, pointer, depth) => message(frame.delimited(pointer), plan, depth + 1);
}
function text(frame) {
    if (!isUtf8(frame.bytes.subarray(frame.at, frame.end)))
        frame.fail('is not UTF-8');
}
function key(frame) {
    text(frame);
    const name = Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset + frame.at, frame.end - frame.at).toString();
    if (RESERVED_KEYS.includes(name))
        frame.fail('is a reserved name');
}
function message(frame, plan, depth) {
    if (depth > DEEPEST)
        frame.fail(`is nested deeper than ${DEEPEST} levels`);
    const counts = new Map();
    while (frame.at < frame.end) {
        frame.varint();
        const wire = frame.low & 7;
        const id = frame.low >>> 3;
        if (frame.high || !id)
            frame.fail('has a field that there cannot be');
        const field = plan.get(id);
        if (!field) {
            skip(frame, wire);
            continue;
        }
        const count = counts.get(id) ?? 0;
        counts.set(id, count + 1);
        const pointer = `${frame.pointer}/${field.name}${field.repeated ? `/${count}` : ''}`;
        if (wire === field.wire)
            field.value(frame, pointer, depth);
        else if (wire === DELIMITED && field.repeated) {
            const packed = frame.delimited(pointer);
            while (packed.at < packed.end)
                field.value(packed, pointer, depth);
        }
        else
            frame.fail(`has ${field.name} in another form than its type`);
    }
}
/** A field that is not known: a newer caller may say more than we understand. */
function skip(frame, wire) {
    if (wire === VARINT)
        frame.varint();
    else if (wire === FIXED64)
        frame.skip(8);
    else if (wire === FIXED32)
        frame.skip(4);
    else if (wire === DELIMITED)
        frame.delimited(frame.pointer);
    else
        frame.fail('has a field in a form that there cannot be');
}
/**
 * Refuses what protobufjs would quietly make something else of: a value that is longer than its frame (cut), a text
 * that is not UTF-8 (replaced), a number that does not fit (rounded or wrapped), an enum value that there is not.
 * Unknown fields are passed over.
 */
export const checkWire = (type, bytes) => message(new Frame(bytes, 0, bytes.length, ''), planOf(type), 0);
//# sourceMappingURL=wire.js.map