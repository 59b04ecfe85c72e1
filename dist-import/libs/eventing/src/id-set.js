import { hash } from 'node:crypto';
/** Words per id. */
const WORDS = 4;
const UUID_LENGTH = 36;
const HYPHENS = [8, 13, 18, 23];
const HYPHEN = 45;
/** The bits of a UUID; any other text is hashed into as many, so that two are the same about as often as two UUIDs. */
export function idWords(id) {
    return (id.length === UUID_LENGTH && bitsOf(id)) || bitsOf(hash('sha1', id, 'hex').slice(0, 32));
}
/** Of 32 hexadecimal digits, as a UUID has them or in one piece; undefined for anything else. By hand: done for every command. */
function bitsOf(hex) {
    const words = [0, 0, 0, 0];
    let digits = 0;
    for (let i = 0; i < hex.length; i++) {
        const code = hex.charCodeAt(i);
        if (code === HYPHEN && HYPHENS.includes(i))
            continue;
        const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
        if (digit < 0 || digits === 32)
            return undefined;
        const word = digits++ >> 3;
        words[word] = ((words[word] << 4) | digit) >>> 0;
    }
    return digits === 32 ? words : undefined;
}
/** 32-bit words from what `textOf` gave. */
export function wordsOf(text) {
    const bytes = Buffer.from(text, 'base64');
    return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
export const textOf = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64');
/**
 * A set of ids that only grows, in 16 bytes each; like all state it is never changed, only followed by another one. In
 * sorted runs, each at least twice as long as the next: few to search in, and an id is moved a few times in all.
 */
export class IdSet {
    runs;
    constructor(runs) {
        this.runs = runs;
    }
    static empty = new IdSet([]);
    /** @param text what `toText` gave */
    static from(text) {
        return text ? new IdSet([wordsOf(text)]) : IdSet.empty;
    }
    get size() {
        return this.runs.reduce((sum, run) => sum + run.length / WORDS, 0);
    }
    has(id) {
        const words = idWords(id);
        return this.runs.some((run) => isIn(run, words));
    }
    /** With the id; itself where it has it. */
    add(id) {
        if (this.has(id))
            return this;
        const runs = [...this.runs];
        let last = Uint32Array.from(idWords(id));
        while (runs.length && runs.at(-1).length < 2 * last.length)
            last = merged(runs.pop(), last);
        return new IdSet([...runs, last]);
    }
    toText() {
        return textOf(this.runs.reduceRight((all, run) => merged(run, all), new Uint32Array()));
    }
}
function compare(run, at, other, otherAt) {
    for (let i = 0; i < WORDS; i++) {
        const difference = run[at + i] - other[otherAt + i];
        if (difference)
            return difference;
    }
    return 0;
}
function isIn(run, words) {
    let [from, to] = [0, run.length / WORDS];
    while (from < to) {
        const middle = (from + to) >> 1;
        const order = compare(run, middle * WORDS, words, 0);
        if (order === 0)
            return true;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}
/** Of two runs that share no id. */
function merged(one, two) {
    const all = new Uint32Array(one.length + two.length);
    let [i, j] = [0, 0];
    for (let at = 0; at < all.length; at += WORDS) {
        const isOne = j === two.length || (i < one.length && compare(one, i, two, j) < 0);
        const [from, start] = isOne ? [one, i] : [two, j];
        for (let w = 0; w < WORDS; w++)
            all[at + w] = from[start + w];
        if (isOne)
            i += WORDS;
        else
            j += WORDS;
    }
    return all;
}
//# sourceMappingURL=id-set.js.map