import { createHash, randomBytes } from 'node:crypto';
import { SCOPES } from '#contracts';
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
/** Parts of the platform, and nobody, act under these. */
const RESERVED = /^(anonymous|saga-.*)$/;
/**
 * The hash under which a key is kept. A plain SHA-256 is right for it: the key has 256 random bits, so there is nothing
 * to guess that a slow, salted hash would have to protect, and every request pays for it once.
 */
export const hashOfKey = (key) => createHash('sha256').update(key).digest();
/** A new key and its line for the file. The prefix lets scanners for leaked secrets find it. */
export function newKey(name, scopes) {
    const key = `daybook_${randomBytes(32).toString('base64url')}`;
    const line = `${name} ${scopes.join(',')} ${hashOfKey(key).toString('hex')}`;
    const { mistakes } = keysIn(line);
    if (mistakes.length)
        throw new Error(mistakes.map((each) => each.replace(/^Line 1/, 'The key')).join('\n'));
    return { key, line };
}
/**
 * The keys of a file: `name scope,scope hash` on each line, blank lines and those that begin with # apart. A name may
 * have several keys, so that one can be replaced by another. Gives a sentence for each mistake.
 */
export function keysIn(text) {
    const keys = [];
    const mistakes = [];
    const seen = new Set();
    for (const [i, line] of text.split(/\r?\n/).entries()) {
        if (!line.trim() || line.trimStart().startsWith('#'))
            continue;
        const [name = '', list = '', hash = '', ...rest] = line.trim().split(/\s+/);
        const scopes = list.split(',').filter((each) => each !== '');
        const mistake = mistakeIn({ name, scopes, hash, isLonger: rest.length > 0 }) ??
            (seen.has(hash) && ' has the key of another line.');
        if (mistake)
            mistakes.push(`Line ${i + 1}${mistake}`);
        else
            keys.push({ name, scopes: scopes, hash: Buffer.from(hash, 'hex') });
        seen.add(hash);
    }
    if (!keys.length && !mistakes.length)
        mistakes.push('There is no key in it.');
    return { keys, mistakes };
}
function mistakeIn({ name, scopes, hash, isLonger }) {
    if (!hash || isLonger)
        return ' must be a name, its scopes and the hash of its key, with blanks between.';
    if (!NAME.test(name))
        return ` has a name that is not 1 to 64 letters, digits, points, hyphens or underscores.`;
    if (RESERVED.test(name))
        return ` has the name ${name}, which the platform uses itself.`;
    const unknown = scopes.find((scope) => !SCOPES.some((known) => known === scope));
    if (!scopes.length || unknown !== undefined)
        return ` has scopes that are not of ${SCOPES.join(', ')}.`;
    return /^[\da-f]{64}$/.test(hash) ? undefined : ' has no SHA-256 in lower-case hexadecimal digits.';
}
//# sourceMappingURL=key-file.js.map