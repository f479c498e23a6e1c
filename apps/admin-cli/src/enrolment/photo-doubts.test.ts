import type { FaceObservation } from '@portero/encoder';
import { describe, expect, it } from 'vitest';
import { concurrently } from './concurrently.ts';
import { doubtAbout } from './photo-doubts.ts';

const limits = { identifyThresholdL2: 0.8, verifyThresholdL2: 0.9 };

function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

function face(degrees: number): FaceObservation {
  return { embedding: at(degrees) } as Partial<FaceObservation> as FaceObservation;
}

const others = [{ id: 'ada', displayName: 'Ada', templates: [at(0)] }];

describe('a new photograph', () => {
  it('of somebody new raises no doubt', () => {
    expect(doubtAbout(face(120), [], others, limits)).toBeUndefined();
  });

  it('that looks like somebody else is doubted', () => {
    expect(doubtAbout(face(10), [], others, limits)).toMatchObject({
      doubt: 'looks_like_another',
      otherName: 'Ada',
    });
  });

  it('that looks like somebody else, but more like the person, is not doubted', () => {
    expect(doubtAbout(face(40), [at(45)], others, limits)).toBeUndefined();
  });

  it("that is unlike all the person's own is doubted", () => {
    expect(doubtAbout(face(180), [at(90), at(100)], others, limits)).toMatchObject({
      doubt: 'unlike_own_photos',
    });
  });
});

describe('work done concurrently', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await concurrently([3, 1, 2, 0], 2, async (item) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return item * 10;
    });
    expect(results).toEqual([30, 10, 20, 0]);
    expect(most).toBe(2);
  });
});
