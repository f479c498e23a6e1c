import type { FaceObservation, FaceQuality, FrameAnalysis } from '@portero/encoder';
import { describe, expect, it } from 'vitest';
import { mainFace, onlyFace } from './choose-face.ts';

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

describe('the face of a portrait', () => {
  it('is the only one', () => {
    expect(onlyFace(picture(face(10, 10, 100)))).toMatchObject({ ok: true });
  });

  it('may have tiny faces far behind it', () => {
    expect(onlyFace(picture(face(10, 10, 120), face(300, 10, 30)))).toMatchObject({ ok: true });
  });

  it.each([
    ['nobody', picture(), 'no_face', /no face found/],
    ['two people', picture(face(0, 0, 100), face(200, 0, 90)), 'several_faces', /2 faces found/],
    ['somebody far away', picture(face(0, 0, 20)), 'face_too_small', /20 pixels high/],
    ['a profile', picture(face(0, 0, 100, { frontality: 0 })), 'poor_quality', /turned away/],
    ['a silhouette', picture(face(0, 0, 100, { exposure: 0 })), 'poor_quality', /too dark or too bright/],
  ])('is refused for %s, with a reason in words', (_case, analysis, reason, what) => {
    expect(onlyFace(analysis)).toMatchObject({ ok: false, reason, what: expect.stringMatching(what) });
  });
});

describe('the face that a picture is about', () => {
  it('is the one nearest to the centre for its size', () => {
    const centred = face(150, 150, 100);
    expect(mainFace(picture(face(0, 0, 140), centred))).toBe(centred);
    expect(mainFace(picture(centred, face(190, 190, 20)))).toBe(centred);
    expect(mainFace(picture())).toBeUndefined();
  });
});
