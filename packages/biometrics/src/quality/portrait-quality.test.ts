import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACE_REGIONS, type FaceMeasures, type FaceRegion, type RegionColour } from './face-measures.ts';
import type { HeadPose } from './head-pose.ts';
import { assessPortrait } from './portrait-quality.ts';

const SKIN: RegionColour = { luminance: 140, cb: 115, cr: 145, deviation: 15 };
const regions = (changes: Partial<Record<FaceRegion, Partial<RegionColour>>> = {}) =>
  Object.fromEntries(FACE_REGIONS.map((name) => [name, { ...SKIN, ...changes[name] }])) as Record<
    FaceRegion,
    RegionColour
  >;
const GOOD: FaceMeasures = {
  interEyePx: 60,
  sharpness: 0.7,
  luminanceMean: 130,
  luminanceDeviation: 40,
  underexposedShare: 0,
  overexposedShare: 0,
  illuminationUniformity: 0.7,
  insideShare: 1,
  alignmentResidualPx: 2.5,
  regions: regions({ mouth: { deviation: 30 } }),
};
const FRONTAL: HeadPose = { yawDegrees: 0, pitchDegrees: 10, rollDegrees: 0 };

const judge = (change: Partial<FaceMeasures> = {}, pose: Partial<HeadPose> = {}) =>
  assessPortrait({ measures: { ...GOOD, ...change }, pose: { ...FRONTAL, ...pose } });

describe('a portrait', () => {
  it('that is as it should be has a score of 1 and no flaw', () => {
    expect(judge()).toMatchObject({ score: 1, refusals: [], remarks: [] });
  });

  it.each([
    ['face_too_small', judge({ interEyePx: 9 })],
    ['blurred', judge({ sharpness: 0.04 })],
    ['turned_aside', judge({}, { yawDegrees: -50 })],
    ['looking_up', judge({}, { pitchDegrees: 55 })],
    ['looking_down', judge({}, { pitchDegrees: -35 })],
    ['tilted', judge({}, { rollDegrees: 65 })],
    ['too_dark', judge({ luminanceMean: 15 })],
    ['too_bright', judge({ luminanceMean: 240 })],
    ['low_contrast', judge({ luminanceDeviation: 4 })],
    ['clipped', judge({ underexposedShare: 0.4, overexposedShare: 0.4 })],
    ['uneven_light', judge({ illuminationUniformity: 0.1 })],
    ['cut_off', judge({ insideShare: 0.6 })],
    ['unlike_a_face', judge({ alignmentResidualPx: 13 })],
    [
      'eyes_covered',
      judge({ regions: regions({ leftEye: { luminance: 15 }, rightEye: { luminance: 15 } }) }),
    ],
    ['mouth_covered', judge({ regions: regions({ mouth: { cb: 150 }, chin: { cb: 150 } }) })],
    ['mouth_covered', judge({ regions: regions({ mouth: { deviation: 1 } }) })],
  ])('is refused because it is %s, and for nothing else', (defect, { refusals, score }) => {
    expect(refusals).toMatchObject([{ defect }]);
    expect(score).toBeLessThan(0.5);
  });

  it('with lips or a beard of another colour is not covered', () => {
    expect(judge({ regions: regions({ mouth: { cr: 170, deviation: 30 } }) }).refusals).toEqual([]);
  });

  it('that is only somewhat turned is remarked upon', () => {
    const { refusals, remarks } = judge({}, { yawDegrees: 32 });
    expect(refusals).toEqual([]);
    expect(remarks).toMatchObject([{ defect: 'turned_aside', limit: 28 }]);
  });

  it('names the worst flaw first', () => {
    const { refusals } = judge({ sharpness: 0.06, interEyePx: 8.1 });
    expect(refusals.map(({ defect }) => defect)).toEqual(['face_too_small', 'blurred']);
  });

  it('whose measures are no numbers is refused', () => {
    expect(judge({ sharpness: Number.NaN }).refusals).toMatchObject([{ defect: 'blurred' }]);
    expect(judge({}, { yawDegrees: Number.NaN }).refusals).toMatchObject([{ defect: 'turned_aside' }]);
    expect(judge({ sharpness: Number.NaN }).score).toBe(0);
  });

  it('has scores from 0 to 1, whatever is measured', () => {
    const any = fc.double({ min: -300, max: 300 });
    fc.assert(
      fc.property(any, any, any, (interEyePx, sharpness, yawDegrees) => {
        const { score, components } = judge({ interEyePx, sharpness }, { yawDegrees });
        for (const each of [score, ...components.map((component) => component.score)]) {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
