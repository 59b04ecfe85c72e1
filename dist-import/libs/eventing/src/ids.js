import { hash, randomUUID } from 'node:crypto';
const NAMESPACES = new Map();
/** Names are derived by the hundred thousand from few namespaces, and from many that are used a few times. */
const MOST_NAMESPACES = 1_000;
/**
 * UUID of version 5 (RFC 9562): the same for the same namespace and name. By Node's one-shot hash, since the `uuid`
 * package took a twentieth of an import's time for it; a spec compares the two.
 */
export function uuidv5(name, namespace) {
    let prefix = NAMESPACES.get(namespace);
    if (!prefix) {
        prefix = Buffer.from(namespace.replaceAll('-', ''), 'hex');
        if (NAMESPACES.size >= MOST_NAMESPACES)
            NAMESPACES.clear();
        NAMESPACES.set(namespace, prefix);
    }
    const input = Buffer.allocUnsafe(16 + Buffer.byteLength(name));
    prefix.copy(input);
    input.write(name, 16);
    const h = hash('sha1', input, 'hex');
    const variant = ((parseInt(h.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-${variant}${h.slice(18, 20)}-${h.slice(20, 32)}`;
}
/** UUID of version 7 (RFC 9562): begins with the time, so that new ones lie side by side. */
export function uuidv7() {
    const time = Date.now().toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
//# sourceMappingURL=ids.js.map