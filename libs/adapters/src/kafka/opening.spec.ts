import { once } from 'node:events';
import { createServer as createSilent, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { CannotStart } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { freePort } from '../../../../test/free-port.js';
import { selfSigned, type SelfSigned } from '../../../../test/self-signed.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import type { KafkaSettings } from './client.js';
import { KafkaFeed } from './kafka-feed.js';

/** The sentence with which it cannot start, and how long that took. */
async function refusal(settings: KafkaSettings, startTimeoutMs = 60_000): Promise<{ message: string; ms: number }> {
  const start = performance.now();
  const error = await KafkaFeed.reach({ settings, namespace: 'nobody', startTimeoutMs }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CannotStart);
  return { message: (error as CannotStart).message, ms: performance.now() - start };
}

describe('opening Kafka', () => {
  it('waits for brokers that are not there, and then says so', async () => {
    const { message } = await refusal({ brokers: [`127.0.0.1:${await freePort()}`] }, 100);
    expect(message).toMatch(/^No broker of KAFKA_BROKERS \(127\.0\.0\.1:\d+\) answered in 0\.1 s: .+\.$/);
  });

  it('waits no longer for one that takes connections and is silent', async () => {
    const taken: Socket[] = [];
    const silent = createSilent((socket) => void taken.push(socket));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { message, ms } = await refusal({ brokers: [`127.0.0.1:${(silent.address() as AddressInfo).port}`] }, 1_000);
    expect(message).toMatch(/^No broker of KAFKA_BROKERS \(.+\) answered in 1 s: no answer\.$/);
    expect(ms).toBeLessThan(8_000);
    for (const socket of taken) socket.destroy();
    silent.close();
  });

  describe('over TLS', () => {
    const folder = temporaryFolder();
    let certificate: SelfSigned;
    let server: Server;
    beforeEach(async () => {
      certificate = selfSigned(folder);
      server = createServer({ key: certificate.key, cert: certificate.certificate }, (socket) => socket.destroy());
      await once(server.listen(0, '127.0.0.1'), 'listening');
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));
    const brokers = () => [`127.0.0.1:${(server.address() as AddressInfo).port}`];

    it('gives up at once on a certificate that it has no reason to trust', async () => {
      const { message, ms } = await refusal({ brokers: brokers(), ssl: true });
      expect(message).toMatch(/^The brokers of KAFKA_BROKERS are not reached over TLS as they are told: .+\.$/);
      expect(ms).toBeLessThan(30_000);
    });

    it('trusts the authority that it is given', async () => {
      const { message } = await refusal({ brokers: brokers(), ssl: { ca: [certificate.certificate] } }, 100);
      expect(message).toMatch(/^No broker of KAFKA_BROKERS .+ answered/);
    });
  });
});

describeWithEngine('Kafka', 'KAFKA_BROKERS', (broker) => {
  it('gives up at once where a user is named and none is asked for', async () => {
    const sasl = { mechanism: 'plain', username: 'ada', password: 'secret' } as const;
    const { message, ms } = await refusal({ brokers: [broker], sasl });
    expect(message).toMatch(/^The brokers of KAFKA_BROKERS do not ask for the user of KAFKA_SASL_MECHANISM: .+\.$/);
    expect(ms).toBeLessThan(30_000);
  });
});
