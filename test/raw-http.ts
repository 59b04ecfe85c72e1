import { connect } from 'node:net';

/** What a connection that says `text` is answered until it is closed; for what no HTTP client would send. */
export const rawHttp = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let got = '';
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket
      .on('data', (chunk) => (got += String(chunk)))
      .on('close', () => resolve(got))
      .on('error', reject);
  });
