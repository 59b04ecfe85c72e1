import type { RecordedEvent } from '#ports';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { kafkaSettings } from './client.js';
import { eventIn, placeIn, recordOf } from './envelope.js';
import { offsetsIn, positionOf } from './offsets.js';
import { murmur2, partitionOf } from './partition.js';

describe('the record of an event', () => {
  const place = { namespace: 'daybook', category: 'order', partitions: 12 };
  const event: RecordedEvent = {
    ...sampleEvent('OrderPlaced.v2', { text: 'Tee für zwei ☕', amount: 1, list: [null] }),
    stream: 'order-ä-1',
    revision: 7,
    position: 9_007_199_254_740_991,
  };
  /** As it comes from the brokers. */
  const received = (one: RecordedEvent) => {
    const { key, value, headers, partition } = recordOf(one, place);
    const texts = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
    return { record: { key: Buffer.from(key), value, headers: Object.fromEntries(texts) }, partition };
  };

  it('gives the same event again', () => {
    const { record, partition } = received(event);
    expect(eventIn(record, partition, place)).toEqual(event);
  });

  it('also where its data is null', () => {
    const { record, partition } = received({ ...event, data: null });
    expect(eventIn(record, partition, place)).toEqual({ ...event, data: null });
  });

  it('is of another category than its topic: no event', () => {
    const { record, partition } = received(event);
    expect(eventIn(record, partition, { ...place, category: 'orde' })).toBe('envelope-invalid');
  });

  it('tells where the log has it, where a log takes the name', () => {
    const placeOf = (stream: string) => {
      const { record, partition } = received({ ...event, stream });
      return placeIn(record, partition, place);
    };
    expect(placeOf('order-ä-1')).toEqual({ stream: 'order-ä-1', revision: 7 });
    for (const name of ['order-\0', `order-${'ä'.repeat(254)}`, 'stock-1']) expect(placeOf(name)).toBeUndefined();
  });
});

describe('the partition of a stream', () => {
  // The values of Kafka's own test of its Java client.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('is that of the Java client: %s', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
    expect(partitionOf(text, 12)).toBe((hash & 0x7fffffff) % 12);
  });
});

describe('the position of a consumer', () => {
  const topics = new Map([
    ['order', new Map(Array.from({ length: 64 }, (_, n) => [n, 1_000_000_000 + n] as const))],
    ['stock', new Map([[3, 0]])],
  ]);

  it('tells the offsets', () => {
    expect(offsetsIn(positionOf(topics))).toEqual(topics);
  });

  it('fits into a checkpoint with the partitions of three large topics', () => {
    const order = topics.get('order')!;
    const three = positionOf(['order', 'stock', 'payment'].map((name) => [name, order] as const));
    expect(three.length).toBeLessThan(2_000);
  });

  it('is none of another feed, nor the other way round', () => {
    expect(offsetsIn('1234').size).toBe(0);
    expect(offsetsIn(undefined).size).toBe(0);
    expect(positionOf([])).not.toMatch(/^\d+$/);
  });
});

describe('the settings of Kafka', () => {
  it('are brokers, and how they are spoken to', () => {
    expect(kafkaSettings({ KAFKA_BROKERS: 'a:9092, b.c:9093' })).toEqual({
      brokers: ['a:9092', 'b.c:9093'],
      ssl: false,
    });
    expect(
      kafkaSettings({
        KAFKA_BROKERS: 'a:9092',
        KAFKA_CA: 'pem',
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_SASL_USERNAME: 'me',
        KAFKA_SASL_PASSWORD: 'secret',
      }),
    ).toEqual({
      brokers: ['a:9092'],
      ssl: { ca: ['pem'] },
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret' },
    });
  });

  it.each([
    [{}, 'KAFKA_BROKERS must be host:port, separated by commas, not "".'],
    [{ KAFKA_BROKERS: 'a:9092,b' }, 'KAFKA_BROKERS must be host:port, separated by commas, not "b".'],
    [{ KAFKA_BROKERS: 'a:65536' }, 'KAFKA_BROKERS must be host:port, separated by commas, not "a:65536".'],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'yes' }, 'KAFKA_SSL must be on or off, not "yes".'],
    [
      { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'magic' },
      'KAFKA_SASL_MECHANISM must be plain or scram-sha-256 or scram-sha-512, not "magic".',
    ],
    [
      { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'me' },
      'KAFKA_SASL_MECHANISM=plain needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.',
    ],
  ])('that are wrong are told in a sentence: %j', (env, sentence) => {
    expect(() => kafkaSettings(env)).toThrow(sentence);
  });
});
