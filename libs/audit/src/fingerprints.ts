/**
 * Numbers kept by text, of which only 64 bits of a hash are stored: 16 bytes an entry, for millions of them. Two texts
 * with one hash are possible, though not expected.
 */
export class Fingerprints {
  private size = 0;
  private hashes = new Uint32Array(2 * 1024);
  private values = new Float64Array(1024);

  /** What is kept for the text; 0: nothing. */
  get(text: string): number {
    return this.values[this.slotOf(...hash(text))]!;
  }

  /** Keeps a number above 0 for the text; gives the one kept before, or 0. */
  put(text: string, value: number): number {
    const [high, low] = hash(text);
    const slot = this.slotOf(high, low);
    const before = this.values[slot]!;
    this.hashes[2 * slot] = high;
    this.hashes[2 * slot + 1] = low;
    this.values[slot] = value;
    if (!before && ++this.size > 0.7 * this.values.length) this.grow();
    return before;
  }

  /** The slot of a hash, or the free one where it belongs. */
  private slotOf(high: number, low: number): number {
    const mask = this.values.length - 1;
    let slot = low & mask;
    while (this.values[slot] && (this.hashes[2 * slot] !== high || this.hashes[2 * slot + 1] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const { hashes, values } = this;
    this.hashes = new Uint32Array(2 * hashes.length);
    this.values = new Float64Array(2 * values.length);
    for (const [i, value] of values.entries()) {
      if (!value) continue;
      const [high, low] = [hashes[2 * i]!, hashes[2 * i + 1]!];
      const slot = this.slotOf(high, low);
      this.hashes[2 * slot] = high;
      this.hashes[2 * slot + 1] = low;
      this.values[slot] = value;
    }
  }
}

function hash(text: string): [high: number, low: number] {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [a >>> 0, b >>> 0];
}
