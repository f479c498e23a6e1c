import type { FaceObservation, FaceQuality, FrameAnalysis } from '@portero/encoder';
import { describe, expect, it } from 'vitest';
import { mainFace } from './choose-face.ts';

function face(x: number, y: number, height: number, parts: Partial<FaceQuality> = {}): FaceObservation {
  const point = { x, y };
  return {
    box: { x, y, width: height, height },
    detectionScore: 0.9,
    landmarks: [],
    fivePoints: [point, point, point, point, point],
    embedding: new Float32Array(),
    quality: { score: 0.8, faceSizePx: height, size: 1, sharpness: 1, exposure: 1, frontality: 1, ...parts },
  };
}

function picture(...faces: FaceObservation[]): FrameAnalysis {
  const timings = {
    decodeMs: 0,
    detectMs: 0,
    landmarksMs: 0,
    alignMs: 0,
    encodeMs: 0,
    totalMs: 0,
    queueMs: 0,
  };
  return { width: 400, height: 400, faces, detector: 'tiny', timings };
}

describe('the face that a picture is about', () => {
  it('is the one nearest to the centre for its size', () => {
    const centred = face(150, 150, 100);
    expect(mainFace(picture(face(0, 0, 140), centred))).toBe(centred);
    expect(mainFace(picture(centred, face(190, 190, 20)))).toBe(centred);
    expect(mainFace(picture())).toBeUndefined();
  });
});
