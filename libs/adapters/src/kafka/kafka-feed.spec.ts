import { eventFeedContract } from '#contract/event-feed';
import { CannotStart, NO_STREAM } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { freePort } from '../../../../test/free-port.js';
import { KafkaInstallation } from '../../../../test/kafka.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { asking, kafkaClient } from './client.js';

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(60_000);

  describe('as a feed', () => {
    eventFeedContract(
      { keepsPositions: true },
      () => KafkaInstallation.open(brokers),
      (fed) => (fed as KafkaInstallation).close(),
    );
  });

  describe('at start', () => {
    let installation: KafkaInstallation;
    beforeEach(async () => {
      installation = await KafkaInstallation.open(brokers);
    });
    afterEach(() => installation.close());

    it('refuses a topic that has another number of partitions', async () => {
      await installation.log.append('order-1', NO_STREAM, [sampleEvent('A')]);
      const topic = installation.topic('order');
      await expect(installation.openFeed({ partitions: 4 })).rejects.toThrow(
        new CannotStart(`The topic ${topic} has 3 partitions, and not 4.`),
      );
    });

    it('refuses a topic that does not keep its records', async () => {
      const topic = installation.topic('order');
      const configEntries = [
        { name: 'retention.ms', value: '604800000' },
        { name: 'message.timestamp.type', value: 'LogAppendTime' },
      ];
      await asking(kafkaClient({ brokers: [brokers] }), (admin) =>
        admin.createTopics({ topics: [{ topic, numPartitions: 3, configEntries }] }),
      );
      await expect(installation.openFeed()).rejects.toThrow(
        new CannotStart(`The topic ${topic} has retention.ms=604800000, and not -1.`),
      );
    });

    it('waits for brokers that are not there, and then says so', async () => {
      const nobody = `127.0.0.1:${await freePort()}`;
      const opened = installation.openFeed({ settings: { brokers: [nobody] }, startTimeoutMs: 100 });
      await expect(opened).rejects.toThrow(/^No broker of KAFKA_BROKERS \(127\.0\.0\.1:\d+\) answered in 0\.1 s: /);
      await expect(opened).rejects.toBeInstanceOf(CannotStart);
    });
  });
});
