import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingFromBytes, embeddingToBytes } from './embedding-bytes.ts';

describe('embeddings as bytes', () => {
  it('come back bit for bit', () => {
    const embeddings = fc.float32Array({
      minLength: 1,
      maxLength: 1024,
      noNaN: true,
      noDefaultInfinity: true,
    });
    fc.assert(
      fc.property(embeddings, (embedding) => {
        const bytes = embeddingToBytes(embedding);
        expect(bytes).toHaveLength(4 * embedding.length);
        expect(Object.is(embeddingFromBytes(bytes)[0], embedding[0])).toBe(true);
        expect(embeddingFromBytes(bytes)).toEqual(embedding);
      }),
    );
  });

  it('are little-endian', () => {
    expect([...embeddingToBytes(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('are read from a buffer that begins at an odd offset', () => {
    const bytes = Buffer.concat([Buffer.of(9), embeddingToBytes(Float32Array.of(0.5, -2))]).subarray(1);
    expect(embeddingFromBytes(bytes)).toEqual(Float32Array.of(0.5, -2));
  });
});
