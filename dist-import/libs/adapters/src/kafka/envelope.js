import { isUtf8 } from 'node:buffer';
import { partitionOf } from './partition.js';
/** Goes up when a reader of the present version would misunderstand a record; a header more is no new version. */
const VERSION = '1';
const MOST_HEADERS = 50;
/** The record of an event: its data as the value, what the log knows of it in headers, its stream as the key. */
export const recordOf = (event, { namespace, partitions }) => ({
    key: event.stream,
    partition: partitionOf(event.stream, partitions),
    value: Buffer.from(JSON.stringify(event.data)),
    headers: {
        envelope: VERSION,
        namespace,
        id: event.id,
        type: event.type,
        stream: event.stream,
        revision: String(event.revision),
        position: String(event.position),
        metadata: JSON.stringify(event.metadata),
    },
});
/** The event in a record; else why there is none. */
export function eventIn(record, partition, place) {
    const headers = textsOf(record.headers);
    if (!headers)
        return 'envelope-invalid';
    const { envelope = '', id, type, stream, metadata } = headers;
    if (!/^\d{1,9}$/.test(envelope))
        return 'envelope-invalid';
    if (Number(envelope) > Number(VERSION))
        return 'schema-too-new';
    if (headers['namespace'] !== place.namespace)
        return 'wrong-origin';
    const revision = wholeNumber(headers['revision']);
    const position = wholeNumber(headers['position']);
    const meta = jsonIn(metadata);
    if (!id || !type || !stream || revision === undefined || position === undefined || !isObject(meta)) {
        return 'envelope-invalid';
    }
    if (!stream.startsWith(`${place.category}-`) || record.key?.toString() !== stream)
        return 'envelope-invalid';
    if (partitionOf(stream, place.partitions) !== partition)
        return 'partition-violation';
    const data = record.value?.length && isUtf8(record.value) ? jsonIn(record.value.toString()) : undefined;
    if (data === undefined)
        return 'malformed';
    return { id, type, data, metadata: meta, stream, revision, position };
}
function textsOf(headers) {
    const entries = Object.entries(headers ?? {});
    if (entries.length > MOST_HEADERS)
        return undefined;
    const texts = {};
    for (const [name, value] of entries) {
        if (!Buffer.isBuffer(value) || !isUtf8(value))
            return undefined;
        texts[name] = value.toString();
    }
    return texts;
}
/** undefined where it is not JSON. */
function jsonIn(text) {
    try {
        return JSON.parse(text ?? '');
    }
    catch {
        return undefined;
    }
}
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
function wholeNumber(text) {
    const number = text && /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    return Number.isSafeInteger(number) ? number : undefined;
}
//# sourceMappingURL=envelope.js.map