import { murmur2, SHARDS, shardOf } from './shard-of.js';

describe('the shard of a key', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('comes from the same hash as in Kafka’s own client: %s', (text, hash) => {
    expect(murmur2(new TextEncoder().encode(text))).toBe(hash);
  });

  it('is that of the bytes in UTF-8, and never negative', () => {
    for (const key of ['blåbærsyltetøy', '21', '', '0199f0c0-0000-7000-8000-000000000000']) {
      expect(shardOf(key)).toBe((murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % SHARDS);
      expect(shardOf(key)).toBeGreaterThanOrEqual(0);
    }
  });

  it('spreads keys over all shards', () => {
    const used = new Set(Array.from({ length: 1_000 }, (_, i) => shardOf(`order-${i}`)));
    expect(used.size).toBe(SHARDS);
  });
});
