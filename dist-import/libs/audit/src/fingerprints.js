const { imul } = Math;
/**
 * Numbers kept by text, of which only 64 bits of a hash are stored: 16 bytes an entry, for millions of them. Two texts
 * with one hash are possible, though not expected.
 */
export class Fingerprints {
    size = 0;
    hashes = new Uint32Array(2 * 1024);
    values = new Float64Array(1024);
    /** Of the text that was hashed last. */
    high = 0;
    low = 0;
    /** What is kept for the text; 0: nothing. */
    get(text) {
        this.hash(text);
        return this.values[this.slot()];
    }
    /** Keeps a number above 0 for the text; gives the one kept before, or 0. */
    put(text, value) {
        this.hash(text);
        const slot = this.slot();
        const before = this.values[slot];
        this.fill(slot, value);
        if (!before && ++this.size > 0.7 * this.values.length)
            this.grow();
        return before;
    }
    /** The slot of the hash, or the free one where it belongs. */
    slot() {
        const { hashes, values, high, low } = this;
        const mask = values.length - 1;
        let slot = low & mask;
        while (values[slot] && (hashes[2 * slot] !== high || hashes[2 * slot + 1] !== low))
            slot = (slot + 1) & mask;
        return slot;
    }
    fill(slot, value) {
        this.hashes[2 * slot] = this.high;
        this.hashes[2 * slot + 1] = this.low;
        this.values[slot] = value;
    }
    grow() {
        const { hashes, values } = this;
        this.hashes = new Uint32Array(2 * hashes.length);
        this.values = new Float64Array(2 * values.length);
        for (let i = 0; i < values.length; i++) {
            if (!values[i])
                continue;
            this.high = hashes[2 * i];
            this.low = hashes[2 * i + 1];
            this.fill(this.slot(), values[i]);
        }
    }
    /** Two multiplicative hashes that are mixed with each other at the end. */
    hash(text) {
        let a = 0xdeadbeef;
        let b = 0x41c6ce57;
        for (let i = 0; i < text.length; i++) {
            const code = text.charCodeAt(i);
            a = imul(a ^ code, 0x9e3779b1);
            b = imul(b ^ code, 0x5f356495);
        }
        a = imul(a ^ (a >>> 16), 0x85ebca6b) ^ imul(b ^ (b >>> 13), 0xc2b2ae35);
        b = imul(b ^ (b >>> 16), 0x85ebca6b) ^ imul(a ^ (a >>> 13), 0xc2b2ae35);
        this.high = a >>> 0;
        this.low = b >>> 0;
    }
}
//# sourceMappingURL=fingerprints.js.map