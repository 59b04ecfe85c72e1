import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from './config.js';
import { StartError } from './start-error.js';

type Host = Pick<Config, 'host'>;

/** Throws StartError where nobody can listen there now. */
export async function assertFree(variable: string, port: number, at: Host): Promise<void> {
  const server = createServer();
  await once(server.listen(port, at.host), 'listening').catch(unlistenable(variable, port, at));
  await new Promise((closed) => server.close(closed));
}

/** Says in a sentence that an address or a port cannot be had. */
export const unlistenable =
  (variable: string, port: number, { host }: Host) =>
  (error: unknown) => {
    const { message, code } = Object(error) as NodeJS.ErrnoException;
    const text = `${code} ${message}`;
    if (/EADDRNOTAVAIL|ENOTFOUND|Name resolution failed/.test(text))
      throw new StartError(`HOST ${host} is no address of this machine.`);
    if (/EADDRINUSE/.test(text)) throw new StartError(`${variable} ${port} is in use by another process.`);
    if (/EACCES/.test(text)) throw new StartError(`${variable} ${port} may not be opened by this user.`);
    throw error;
  };
