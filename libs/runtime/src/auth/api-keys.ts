import { timingSafeEqual } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SCOPES, type RpcScope, type Scope } from '#contracts';
import { AppError } from '#ports';
import type { Config } from '../config.js';
import { hashOfKey, keysIn, type ApiKey } from './key-file.js';

/** How often it is looked whether the file has changed, ms. */
const LOOK_EVERY_MS = 1_000;
/** No key is longer; what is, is not hashed. */
const LONGEST = 256;

/** Who calls, and what they may do. */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly RpcScope[];
}

const ANYONE: Caller = { name: 'anonymous', scopes: SCOPES };

/**
 * Refuses a caller without the scope.
 * @param field name of the field of the request that needs it; undefined: the call does
 * @throws AppError `forbidden`
 */
export function demand({ name, scopes }: Caller, scope: RpcScope, field?: string): void {
  if (scopes.includes(scope)) return;
  if (scope === 'internal') throw new AppError('forbidden', 'FORBIDDEN', "Only Daybook's own processes call this.");
  const message = `The key of ${name} has not the scope ${scope}`;
  if (field === undefined) throw new AppError('forbidden', 'FORBIDDEN', `${message}.`);
  throw new AppError('forbidden', 'FORBIDDEN', `${message}, which ${field} needs.`, [
    { pointer: `/${field}`, code: 'FORBIDDEN', message: `needs the scope ${scope}` },
  ]);
}

/**
 * Who calls, by the bearer key that a request shows, and whether it may. Without keys everyone is `anonymous` and may do
 * everything; the platform then listens on loopback only. A changed file counts within a second or two; one with a
 * mistake is told in the log, and the keys before it stay.
 */
export class ApiKeys implements OnApplicationShutdown {
  private readonly log = new Logger('keys');
  private readonly file: string | undefined;
  private keys: readonly ApiKey[];
  private readonly reload = () => this.read();

  constructor({ apiKeys }: Pick<Config, 'apiKeys'>) {
    this.file = apiKeys?.file;
    this.keys = apiKeys?.keys ?? [];
    if (this.file) watchFile(this.file, { interval: LOOK_EVERY_MS, persistent: false }, this.reload);
  }

  /**
   * The name of the caller.
   * @param authorization the header of this name
   * @param scope what the call needs; undefined: no more than a known key
   * @throws AppError `unauthenticated` without a known key, `forbidden` when the key has not the scope
   */
  admit(authorization: string | undefined, scope: Scope | undefined): string {
    const caller = this.callerOf(authorization);
    if (scope !== undefined) demand(caller, scope);
    return caller.name;
  }

  /**
   * The caller.
   * @param authorization the header, or the metadata, of this name
   * @throws AppError `unauthenticated` without a known key
   */
  callerOf(authorization: string | undefined): Caller {
    if (!this.file) return ANYONE;
    const found = this.find(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]);
    if (!found) throw new AppError('unauthenticated', 'UNAUTHENTICATED', 'Send a key: Authorization: Bearer <key>.');
    return found;
  }

  onApplicationShutdown(): void {
    if (this.file) unwatchFile(this.file, this.reload);
  }

  /** All are compared, each in constant time: how long it takes tells nothing of what is close. */
  private find(key: string | undefined): ApiKey | undefined {
    if (key === undefined || key.length > LONGEST) return undefined;
    const hash = hashOfKey(key);
    let found: ApiKey | undefined;
    for (const each of this.keys) if (timingSafeEqual(each.hash, hash)) found = each;
    return found;
  }

  private read(): void {
    try {
      const { keys, mistakes } = keysIn(readFileSync(this.file!, 'utf8'));
      if (mistakes.length) throw new Error(mistakes.join(' '));
      this.keys = keys;
      this.log.log(`API_KEYS_FILE was read again: ${keys.length} keys.`);
    } catch (error) {
      this.log.error(
        `API_KEYS_FILE has changed and cannot be used, the keys before it stay: ${(error as Error).message}`,
      );
    }
  }
}
