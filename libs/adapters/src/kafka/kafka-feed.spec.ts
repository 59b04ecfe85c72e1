import { eventFeedContract } from '#contract/event-feed';
import { describeWithEngine } from '../../../../test/engines.js';
import { KafkaInstallation } from '../../../../test/kafka.js';

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(60_000);

  describe('as a feed', () => {
    eventFeedContract(
      { keepsPositions: true },
      () => KafkaInstallation.open(brokers),
      (fed) => (fed as KafkaInstallation).close(),
    );
  });
});
