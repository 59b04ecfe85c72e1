import { isUtf8 } from 'node:buffer';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Metadata, RecordedEvent } from '#ports';
import { partitionOf } from './partition.js';

/**
 * Goes up when a reader of the present version would misunderstand a record; a header more is no new version. In every
 * version the key, `namespace` and `revision` mean what they mean here: by them older readers find the event in the log.
 */
const VERSION = '1';
const MOST_HEADERS = 50;
/** Bytes of a stream's name: no log is asked for a longer one. */
const MOST_NAMED = 512;

/** Why a record is no event of ours. */
export type PoisonReason = 'malformed' | 'envelope-invalid' | 'schema-too-new' | 'wrong-origin' | 'partition-violation';

/** Where records of a topic come from and go to. */
export interface Place {
  readonly namespace: string;
  readonly category: string;
  /** How many partitions the topic has. */
  readonly partitions: number;
}

/** The record of an event: its data as the value, what the log knows of it in headers, its stream as the key. */
export const recordOf = (event: RecordedEvent, { namespace, partitions }: Omit<Place, 'category'>) => ({
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
export function eventIn(
  record: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
  partition: number,
  place: Place,
): RecordedEvent | PoisonReason {
  const headers = textsOf(record.headers);
  if (!headers) return 'envelope-invalid';
  const { envelope = '', id, type, stream, metadata } = headers;
  if (!/^\d{1,9}$/.test(envelope)) return 'envelope-invalid';
  if (Number(envelope) > Number(VERSION)) return 'schema-too-new';
  if (headers['namespace'] !== place.namespace) return 'wrong-origin';
  const revision = wholeNumber(headers['revision']);
  const position = wholeNumber(headers['position']);
  const meta = jsonIn(metadata);
  if (!id || !type || !stream || revision === undefined || position === undefined || !isObject(meta)) {
    return 'envelope-invalid';
  }
  if (!stream.startsWith(`${place.category}-`) || record.key?.toString() !== stream) return 'envelope-invalid';
  if (partitionOf(stream, place.partitions) !== partition) return 'partition-violation';
  const data = jsonIn(textOf(record.value));
  if (data === undefined) return 'malformed';
  return { id, type, data, metadata: meta as unknown as Metadata, stream, revision, position };
}

/**
 * Where in the log a record says that its event is, also one in which there is none to be read; undefined where that is
 * no place of ours. Nor is it in a partition that is not the stream's: the relay puts no record there, and its own one
 * comes in the stream's order.
 */
export function placeIn(
  { key, headers }: Pick<KafkaMessage, 'key' | 'headers'>,
  partition: number,
  { namespace, category, partitions }: Place,
): Pick<RecordedEvent, 'stream' | 'revision'> | undefined {
  const stream = textOf(key) ?? '';
  const revision = wholeNumber(textOf(headers?.['revision']));
  const isOurs =
    textOf(headers?.['namespace']) === namespace &&
    stream.startsWith(`${category}-`) &&
    Buffer.byteLength(stream) <= MOST_NAMED &&
    !stream.includes('\0') &&
    (headers?.['stream'] === undefined || textOf(headers['stream']) === stream);
  if (!isOurs || revision === undefined || partitionOf(stream, partitions) !== partition) return undefined;
  return { stream, revision };
}

function textsOf(headers: IHeaders | undefined): Record<string, string | undefined> | undefined {
  const entries = Object.entries(headers ?? {});
  if (entries.length > MOST_HEADERS) return undefined;
  const texts: Record<string, string> = {};
  for (const [name, value] of entries) {
    const text = textOf(value);
    if (text === undefined) return undefined;
    texts[name] = text;
  }
  return texts;
}

/** undefined where it is not UTF-8. */
const textOf = (value: unknown): string | undefined =>
  Buffer.isBuffer(value) && isUtf8(value) ? value.toString() : undefined;

/** undefined where it is not JSON. */
function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wholeNumber(text: string | undefined): number | undefined {
  const number = text && /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
