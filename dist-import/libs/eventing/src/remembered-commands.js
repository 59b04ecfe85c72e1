import { hash } from 'node:crypto';
import { idWords, textOf, wordsOf } from './id-set.js';
/** Repeats are recognised among a stream's last commands; short streams remember all of theirs. */
const MOST = 1_000;
/** Words of 32 bits per command: four of its id, three of its content's hash, revision, count. */
const WORDS = 9;
/**
 * The last commands of a stream. In 36 bytes each: thousands of streams are kept in memory, with up to a thousand
 * commands, and as objects these took more of it than all states together.
 */
export class RememberedCommands {
    /** A ring once it is full: the oldest gives way. */
    words;
    written;
    /** @param text what `toText` gave */
    constructor(text = '') {
        this.words = wordsOf(text);
        this.written = this.words.length / WORDS;
    }
    /** Bytes that it takes. */
    get size() {
        return this.words.byteLength;
    }
    find(commandId) {
        const [a, b, c, d] = idWords(commandId);
        const { words } = this;
        const end = Math.min(this.written, MOST) * WORDS;
        for (let at = 0; at < end; at += WORDS) {
            if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d)
                return this.at(at);
        }
        return undefined;
    }
    /** A command has made the event at a revision: its first, or one behind its last. */
    note(commandId, commandHash, revision) {
        const id = idWords(commandId);
        const last = ((this.written - 1) % MOST) * WORDS;
        if (this.written && id.every((word, i) => this.words[last + i] === word)) {
            this.words[last + 8]++;
            return;
        }
        const at = (this.written % MOST) * WORDS;
        if (at === this.words.length)
            this.grow();
        this.words.set(id, at);
        this.words.set(hashWords(commandHash), at + 4);
        this.words[at + 7] = revision;
        this.words[at + 8] = 1;
        this.written++;
    }
    copy() {
        const copy = new RememberedCommands();
        copy.words = this.words.slice();
        copy.written = this.written;
        return copy;
    }
    /** The oldest first. */
    toText() {
        const count = Math.min(this.written, MOST);
        const oldest = this.written > MOST ? (this.written % MOST) * WORDS : 0;
        const used = new Uint32Array(count * WORDS);
        used.set(this.words.subarray(oldest, used.length));
        used.set(this.words.subarray(0, oldest), used.length - oldest);
        return textOf(used);
    }
    at(at) {
        const { words } = this;
        return {
            revision: words[at + 7],
            count: words[at + 8],
            hasHash: (commandHash) => hashWords(commandHash).every((word, i) => words[at + 4 + i] === word),
        };
    }
    grow() {
        const grown = new Uint32Array(Math.min(Math.max(this.words.length * 2, 4 * WORDS), MOST * WORDS));
        grown.set(this.words);
        this.words = grown;
    }
}
/** Of sixteen characters of base64, which is what hashes are here; all others are hashed. */
function hashWords(commandHash) {
    const text = commandHash.length === 16 ? commandHash : hash('sha1', commandHash, 'base64').slice(0, 16);
    const bytes = Buffer.from(text, 'base64');
    return [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
}
//# sourceMappingURL=remembered-commands.js.map