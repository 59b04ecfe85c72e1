import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../../test/self-signed.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { configFrom } from './config.js';
import { realEngines } from './real-engines.js';

describe('the log in EventStoreDB', () => {
  const at = temporaryFolder();

  it('is spoken to by the certificates of EVENTSTORE_CA_FILE', async () => {
    const { key, certificate, certificateFile } = selfSigned(at);
    const server = createSecureServer({ key, cert: certificate });
    const asked = new Promise<string>((resolve) => {
      server.on('stream', (stream, { ':path': path }) => {
        resolve(path!);
        stream.respond({ ':status': 404 }, { endStream: true });
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const config = configFrom({
      EVENT_STORE: 'kurrentdb',
      EVENTSTORE_URL: `esdb://localhost:${(server.address() as AddressInfo).port}`,
      EVENTSTORE_CA_FILE: certificateFile,
      START_TIMEOUT: '3s',
    });
    try {
      await expect(realEngines.kurrentdb(config)).rejects.toThrow('EVENTSTORE_URL');
      expect(await Promise.race([asked, Promise.resolve('nobody')])).toMatch(/^\/event_store\.client\..+/);
    } finally {
      server.close();
    }
  });
});
