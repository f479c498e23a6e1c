import { encodeEmbedding } from '@portero/protocol';
import { expect, it } from 'vitest';
import { observedFaces } from './observed-faces.ts';

const frame = (values: number[], quality: number, padScore?: number) => ({
  ...{ capturedAt: 1, quality, embedding: encodeEmbedding(Float32Array.from(values)) },
  ...(padScore !== undefined && { padScore }),
});

it('a single picture stays as it came, so that one frame is decided on as before there were several', () => {
  const { fused, each } = observedFaces([frame([0.6, 0.7], 0.2)]);
  expect([...fused]).toEqual([...Float32Array.of(0.6, 0.7)]);
  expect(each[0]?.probe).toEqual(fused);
});

it('several are fused by quality, and counted as good as the best and as suspicious as the worst', () => {
  const { fused, each, quality, padScore } = observedFaces([
    frame([1, 0], 0.75, 0.9),
    frame([0, 1], 0.25, 0.3),
  ]);
  expect(fused[0]! / fused[1]!).toBeCloseTo(3);
  expect(each.map((face) => face.quality)).toEqual([0.75, 0.25]);
  expect({ quality, padScore }).toEqual({ quality: 0.75, padScore: 0.3 });
});

it('has no score against presentation attacks where none was given', () => {
  expect(observedFaces([frame([1, 0], 1)])).not.toHaveProperty('padScore');
});
