import { hash, randomUUID } from 'node:crypto';

/** What is hashed: the bytes of the namespace, then the name. A longer name gets a buffer of its own. */
const INPUT = Buffer.alloc(4_096);
const NAMESPACE_BYTES = 16;
const MOST_BYTES_PER_CHARACTER = 3;

/** Of version 5; every digit x comes from the hash, and so do two bits of y. */
const UUID = Buffer.from('xxxxxxxx-xxxx-5xxx-yxxx-xxxxxxxxxxxx');
const DIGITS = Array.from(UUID.toString().matchAll(/x/g), ({ index }) => index);
/** Where each digit stands in a UUID without hyphens. */
const IN_HASH = DIGITS.map((at) => UUID.toString().slice(0, at).replaceAll('-', '').length);
const VARIANT_AT = UUID.indexOf('y');
const VARIANT_IN_HASH = 16;
const VARIANTS = Buffer.from('89ab');

/**
 * UUID of version 5 (RFC 9562): the same for the same namespace and name. On Node's one-shot hash, since every event and
 * most commands take one and the `uuid` package took a twentieth of an import's time; a spec compares the two. Throws
 * TypeError where the namespace is no UUID.
 */
export function uuidv5(name: string, namespace: string): string {
  const most = NAMESPACE_BYTES + name.length * MOST_BYTES_PER_CHARACTER;
  const input = most > INPUT.length ? Buffer.alloc(most) : INPUT;
  // With fewer bytes the id would depend on what was hashed before.
  if (input.write(namespace.replaceAll('-', ''), 'hex') !== NAMESPACE_BYTES)
    throw new TypeError(`${namespace} is no UUID`);
  const length = NAMESPACE_BYTES + input.write(name, NAMESPACE_BYTES);
  const digits = hash('sha1', input.subarray(0, length), 'hex');
  for (let i = 0; i < DIGITS.length; i++) UUID[DIGITS[i]!] = digits.charCodeAt(IN_HASH[i]!);
  UUID[VARIANT_AT] = VARIANTS[parseInt(digits[VARIANT_IN_HASH]!, 16) & 3]!;
  return UUID.toString('latin1');
}

/** UUID of version 7 (RFC 9562): begins with the time, so that new ones lie side by side. */
export function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
