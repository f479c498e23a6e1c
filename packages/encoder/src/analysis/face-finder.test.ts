import { ARCFACE_112, type Box } from '@portero/biometrics';
import { describe, expect, test } from 'vitest';
import type { Detection, FaceDetector } from '../detection/face-detector.ts';
import type { LandmarkFinder } from '../detection/landmark-finder.ts';
import { findFaces } from './face-finder.ts';
import type { RawFrame } from './frame-analysis.ts';

const FRAME: RawFrame = { data: new Uint8Array(), width: 400, height: 300, channels: 3 };
const OPTIONS = { maxFaces: 8, minFacePx: 24, thorough: true } as const;
const CENTRAL: Box = { x: 150, y: 100, width: 100, height: 100 };
const SMALL_ASIDE: Box = { x: 340, y: 20, width: 50, height: 50 };
/** What the landmarks below do not fit. */
const ASKEW: Box = { x: 150, y: 100, width: 101, height: 100 };

/** A detector that finds what it is told to, and remembers having been asked. */
function detector(...boxes: Box[]): FaceDetector & { asked: number } {
  const faces: Detection[] = boxes.map((box) => ({ box, score: 0.8 }));
  return {
    asked: 0,
    async detect() {
      this.asked += 1;
      return faces;
    },
    dispose: () => {},
  };
}

/** Landmarks that lie where an average face has them, except in the box that is askew. */
const landmarks: LandmarkFinder = {
  find: async (_frame, boxes) =>
    boxes.map((box) => {
      const [leftEye, rightEye, nose, leftMouth, rightMouth] = ARCFACE_112.points.map((point) => ({
        x: box.x + (point.x / 112) * box.width,
        y: box.y + (point.y / 112) * box.height,
      }));
      return Array.from({ length: 68 }, (_, index) => {
        if (index >= 36 && index < 42) return leftEye!;
        if (index >= 42 && index < 48) return rightEye!;
        if (index === 48) return box === ASKEW ? rightMouth! : leftMouth!;
        if (index === 54) return box === ASKEW ? leftMouth! : rightMouth!;
        return nose!;
      });
    }),
  dispose: () => {},
};

async function found(
  detectors: { tiny?: FaceDetector; closeUp?: FaceDetector; ssd?: FaceDetector },
  options: Partial<Parameters<typeof findFaces>[1]> = {},
) {
  const deps = { tiny: detector(), closeUp: detector(), ssd: detector(), landmarks, ...detectors };
  const { faces, detector: name } = await findFaces(FRAME, { ...OPTIONS, ...options }, deps);
  return { boxes: faces.map(({ box }) => box), name };
}

describe('finding faces', () => {
  test('is done with the first look when that shows a face', async () => {
    const closeUp = detector();
    const ssd = detector();
    expect(await found({ tiny: detector(CENTRAL), closeUp, ssd })).toEqual({
      boxes: [CENTRAL],
      name: 'tiny',
    });
    expect([closeUp.asked, ssd.asked]).toEqual([0, 0]);
  });

  test('looks for somebody in front where there is only a small face at the side', async () => {
    const tiny = detector(SMALL_ASIDE);
    expect((await found({ tiny, closeUp: detector(CENTRAL) })).boxes).toEqual([CENTRAL]);
    const ssd = detector();
    expect((await found({ tiny, closeUp: detector(), ssd })).boxes).toEqual([SMALL_ASIDE]);
    expect(ssd.asked).toBe(1);
  });

  test('asks the slow detector only where the fast one sees nothing like a face', async () => {
    const ssd = detector(CENTRAL);
    expect(await found({ ssd })).toEqual({ boxes: [CENTRAL], name: 'ssd' });
    expect(await found({ tiny: detector(ASKEW), ssd })).toEqual({ boxes: [CENTRAL], name: 'ssd' });
    expect(ssd.asked).toBe(2);
  });

  test('asks the slow detector for somebody in the middle, and believes it only where one is there', async () => {
    const aside: Box = { x: 20, y: 60, width: 150, height: 150 };
    expect(await found({ tiny: detector(aside), ssd: detector(CENTRAL, aside) })).toEqual({
      boxes: [aside, CENTRAL],
      name: 'ssd',
    });
    expect(await found({ tiny: detector(aside), ssd: detector(SMALL_ASIDE) })).toEqual({
      boxes: [aside],
      name: 'tiny',
    });
  });

  test('takes a face askew when nobody finds a better one', async () => {
    expect(await found({ tiny: detector(ASKEW) })).toEqual({ boxes: [ASKEW], name: 'tiny' });
  });

  test('never asks the slow detector when told not to', async () => {
    const ssd = detector(CENTRAL);
    expect((await found({ ssd }, { thorough: false })).boxes).toEqual([]);
    expect(ssd.asked).toBe(0);
  });

  test('asks the slow detector first when told always to, and the others where it finds nobody', async () => {
    const tiny = detector(CENTRAL);
    const ssd = detector(CENTRAL, SMALL_ASIDE);
    expect(await found({ tiny, ssd }, { thorough: 'always' })).toMatchObject({ name: 'ssd' });
    expect(tiny.asked).toBe(0);
    expect(await found({ tiny }, { thorough: 'always' })).toEqual({ boxes: [CENTRAL], name: 'tiny' });
  });

  test('gives the largest first, as many as wanted, and none too small', async () => {
    const tiny = detector(SMALL_ASIDE, CENTRAL, { x: 0, y: 0, width: 20, height: 20 });
    expect((await found({ tiny })).boxes).toEqual([CENTRAL, SMALL_ASIDE]);
    expect((await found({ tiny }, { maxFaces: 1 })).boxes).toEqual([CENTRAL]);
  });
});
