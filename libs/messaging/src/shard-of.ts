/** Shards of every log; changing it means a new epoch. The same on both transports. */
export const SHARDS = 16;

/** MurmurHash2 as Kafka's default partitioner computes it, so that other Kafka tools agree on where a key belongs. */
export function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  const word = (i: number) => bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
  let h = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(word(i), m);
    k = Math.imul(k ^ (k >>> 24), m);
    h = Math.imul(h, m) ^ k;
  }
  const rest = bytes.length & 3;
  if (rest >= 3) h ^= bytes[whole + 2]! << 16;
  if (rest >= 2) h ^= bytes[whole + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ bytes[whole]!, m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}

const utf8 = new TextEncoder();

/** The shard of a key: facts of one key share a shard and so keep their order. */
export function shardOf(key: string, shards = SHARDS): number {
  return (murmur2(utf8.encode(key)) & 0x7fffffff) % shards;
}
