import { NO_STREAM } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { FirstOccurrences } from '../../../../test/first-occurrences.js';
import { KafkaBroker } from '../../../../test/kafka-broker.js';
import { KafkaInstallation } from '../../../../test/kafka.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';

const STREAMS = 20;

describeWithEngine('Kafka', 'KAFKA_BROKERS', () => {
  jest.setTimeout(180_000);

  it('killed and started again in the middle of the relay: nothing is lost, the lag is zero again', async () => {
    const broker = await KafkaBroker.start();
    if (!broker)
      throw new Error('The broker of KAFKA_BROKERS is no process of this machine: there is none to be like.');
    const installation = await KafkaInstallation.open(broker.address);
    installation.log.carrying = false;
    const seen = new FirstOccurrences();
    const told: boolean[] = [];
    const onCaughtUp = (caughtUp: boolean) => void told.push(caughtUp);
    const options = { group: 'reader', categories: ['order'], onCaughtUp };
    installation.feed.subscribe(options, async ({ events }) => seen.take(events));
    let appended = 0;
    const append = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const revision = appended / STREAMS - 1;
        for (let n = 0; n < STREAMS; n++) {
          const after = revision < 0 ? NO_STREAM : revision;
          await installation.log.append(`order-${n}`, after, [sampleEvent('A', { text: 'x'.repeat(300) })]);
        }
        appended += STREAMS;
      }
    };
    try {
      await until(() => told.length === 1);
      for (let time = 0; time < 2; time++) {
        const before = seen.count;
        await append(100);
        await until(() => seen.count > before);
        await append(200);
        await broker.kill();
        await append(200);
        await until(() => told.at(-1) === false);
        await broker.run();
        await append(50);
        await until(() => seen.count === appended);
        await until(() => told.at(-1) === true);
        await until(async () => (await installation.feed.lag('reader', undefined)) === 0);
      }
      expect(seen.streams.size).toBe(STREAMS);
      expect(installation.relay.holding).toBe(true);
    } finally {
      await installation.close();
      await broker.remove();
    }
  });
});
