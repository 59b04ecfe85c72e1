const SEED = 0x9747b28c;
const M = 0x5bd1e995;
/**
 * The partition of a stream, like that of every Kafka client which follows the Java one. It depends on nothing but the
 * stream's name and the number of partitions, so that a record elsewhere shows a foreign hand.
 */
export const partitionOf = (stream, partitions) => (murmur2(Buffer.from(stream)) & 0x7fffffff) % partitions;
/** MurmurHash2 as Kafka has it: 32 bits, signed. */
export function murmur2(data) {
    const { length } = data;
    const whole = length & ~3;
    let h = SEED ^ length;
    for (let at = 0; at < whole; at += 4) {
        let k = Math.imul(data.readInt32LE(at), M);
        k = Math.imul(k ^ (k >>> 24), M);
        h = Math.imul(h, M) ^ k;
    }
    if (length > whole) {
        h = Math.imul(h ^ data.readUIntLE(whole, length - whole), M);
    }
    h = Math.imul(h ^ (h >>> 13), M);
    return h ^ (h >>> 15);
}
//# sourceMappingURL=partition.js.map