import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Names that the first layer takes; each later one takes twice as many as the one before. */
const FIRST_LAYER = 65_536;
/** Bits per name, and how many of them each sets: of a thousand names that were never added one is taken for known. */
const BITS = 16;
const PROBES = 6;
/** Names learnt at a time, about 2 ms, and the pause behind them. */
const PAGE = 500;
const PAUSE_MS = 20;

/**
 * Which streams there are, in two bytes each: a Bloom filter (Bloom 1970) that grows by layers. Every order begins some
 * streams, and a look for a new one into a table that changes all the time costs more than deciding its first command.
 */
export class StreamNames {
  private readonly layers: Layer[] = [];
  private known = false;

  /** False only where there is no such stream. */
  mayHold(stream: string): boolean {
    if (!this.known) return true;
    const [a, b] = probesOf(stream);
    return this.layers.some((layer) => layer.has(a, b));
  }

  add(stream: string): void {
    let layer = this.layers.at(-1);
    if (!layer?.free) this.layers.push((layer = new Layer(FIRST_LAYER * 2 ** this.layers.length)));
    const [a, b] = probesOf(stream);
    layer.add(a, b);
  }

  /**
   * Learns the names that there were before, page by page, until the signal; those that come meanwhile are added.
   * @param page names behind one in their order, so many of them
   */
  async learn(page: (after: string, limit: number) => readonly string[], signal: AbortSignal): Promise<void> {
    for (let after = ''; !signal.aborted;) {
      const names = page(after, PAGE);
      for (const name of names) this.add(name);
      if (names.length < PAGE) {
        this.known = true;
        return;
      }
      after = names.at(-1)!;
      await sleep(PAUSE_MS, undefined, { signal, ref: false });
    }
  }
}

class Layer {
  private readonly bits: Uint32Array;

  /** @param free names that it still takes: a power of two at first */
  constructor(public free: number) {
    this.bits = new Uint32Array((free * BITS) / 32);
  }

  add(a: number, b: number): void {
    this.free--;
    for (let i = 0; i < PROBES; i++) {
      const at = this.place(a + i * b);
      this.bits[at >>> 5]! |= 1 << (at & 31);
    }
  }

  has(a: number, b: number): boolean {
    for (let i = 0; i < PROBES; i++) {
      const at = this.place(a + i * b);
      if (!(this.bits[at >>> 5]! & (1 << (at & 31)))) return false;
    }
    return true;
  }

  private place(probe: number): number {
    return probe % (this.bits.length * 32);
  }
}

/** Two numbers, of which all probes are made (Kirsch and Mitzenmacher 2006). */
function probesOf(stream: string): [number, number] {
  const bytes = hash('sha1', stream, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}
