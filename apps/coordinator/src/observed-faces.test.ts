import { expect, it } from 'vitest';
import { observedFaces } from './observed-faces.ts';

/** What the frames of an observation come to, each given by its embedding's values, quality and score. */
const facesOf = (...pictures: [values: number[], quality: number, padScore?: number][]) =>
  observedFaces({
    frames: pictures.map(([, quality, padScore]) => ({
      ...{ capturedAt: 1, quality, embedding: '' },
      ...(padScore !== undefined && { padScore }),
    })),
    probes: pictures.map(([values]) => Float32Array.from(values)),
  });

it('a single picture stays as it came, so that one frame is decided on as before there were several', () => {
  const { fused, each } = facesOf([[0.6, 0.7], 0.2]);
  expect([...fused]).toEqual([...Float32Array.of(0.6, 0.7)]);
  expect(each[0]?.probe).toEqual(fused);
});

it('several are fused by quality, and counted as good as the best and as suspicious as the worst', () => {
  const { fused, each, quality, padScore } = facesOf([[1, 0], 0.75, 0.9], [[0, 1], 0.25, 0.3]);
  expect(fused[0]! / fused[1]!).toBeCloseTo(3);
  expect(each.map((face) => face.quality)).toEqual([0.75, 0.25]);
  expect({ quality, padScore }).toEqual({ quality: 0.75, padScore: 0.3 });
});

it('has no score against presentation attacks where none was given', () => {
  expect(facesOf([[1, 0], 1])).not.toHaveProperty('padScore');
});
