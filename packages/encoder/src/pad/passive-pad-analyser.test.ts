import { type HeadView, projectHead } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import type { PadInput } from './pad-analyser.ts';
import { createPassivePadAnalyser } from './passive-pad-analyser.ts';
import type { PassiveRule } from './passive-rule.ts';

const FRAME: RawFrame = {
  data: Uint8Array.from({ length: 200 * 200 * 3 }, (_, index) => 60 + ((index * 7919) % 131)),
  width: 200,
  height: 200,
  channels: 3,
};
const INPUT: PadInput = {
  frame: FRAME,
  box: { x: 50, y: 50, width: 90, height: 90 },
  landmarks: projectHead(),
};
const DARK_IS_REAL: PassiveRule = {
  id: 'dark-is-real',
  intercept: 0,
  terms: [{ measure: 'blackLevel', mean: 0.4, scale: 0.2, weight: -2 }],
};

const moments = (...views: HeadView[]) => views.map((view) => ({ landmarks: projectHead(view) }));

describe('the passive analyser', () => {
  it('gives a score from 0 to 1 with the measures that it rests on', () => {
    const { score, measures, verdict } = createPassivePadAnalyser().analyse(INPUT);
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(1);
    expect(Object.values(measures!).every(Number.isFinite)).toBe(true);
    expect(verdict).toBe(score >= 0.5 ? 'bona-fide' : 'attack');
  });

  it('does not call itself proven', () => {
    expect(createPassivePadAnalyser().proven).toBe(false);
  });

  it('follows its rule and its threshold', () => {
    const dark = createPassivePadAnalyser({ rule: DARK_IS_REAL }).analyse(INPUT);
    const lifted = { ...FRAME, data: FRAME.data.map((value) => 120 + value / 3) };
    const pale = createPassivePadAnalyser({ rule: DARK_IS_REAL }).analyse({ ...INPUT, frame: lifted });
    expect(pale.score).toBeLessThan(dark.score);
    expect(createPassivePadAnalyser({ rule: DARK_IS_REAL, threshold: 0 }).analyse(INPUT).verdict).toBe(
      'bona-fide',
    );
  });

  it('lets no measure outvote all others', () => {
    const rule = { ...DARK_IS_REAL, terms: [{ ...DARK_IS_REAL.terms[0]!, scale: 1e-9, weight: 1 }] };
    const { score } = createPassivePadAnalyser({ rule }).analyse(INPUT);
    expect([1 / (1 + Math.exp(4)), 1 / (1 + Math.exp(-4))].some((end) => Math.abs(end - score) < 1e-9)).toBe(
      true,
    );
  });

  it('says of a waved photograph that a plane moved, and of a turned head that none did', () => {
    const analyser = createPassivePadAnalyser();
    const waved = moments({ relief: 0, yawDegrees: -25 }, { relief: 0, pitchDegrees: 20 });
    const flat = analyser.analyse({ ...INPUT, landmarks: projectHead({ relief: 0 }), history: waved });
    const turned = analyser.analyse({
      ...INPUT,
      history: moments({ yawDegrees: -25 }, { yawDegrees: -10 }),
    });
    expect(flat.motion!.unexplained).toBeLessThan(1e-3);
    expect(turned.motion!.unexplained).toBeGreaterThan(0.1);
  });

  it('says nothing of motion without a history, or while nobody moves', () => {
    const analyser = createPassivePadAnalyser();
    expect(analyser.analyse(INPUT).motion).toBeUndefined();
    const still = moments({}, { rollDegrees: 3 }, { distanceMm: 610 });
    expect(analyser.analyse({ ...INPUT, history: still }).motion).toBeUndefined();
  });

  it('finds unusable what cannot be measured, and does not throw', () => {
    const analyser = createPassivePadAnalyser();
    const boxes = [
      { x: 0, y: 0, width: 10, height: 10 },
      { x: 0, y: 0, width: Number.NaN, height: 90 },
      { x: 0, y: 0, width: -90, height: 90 },
    ];
    for (const box of boxes)
      expect(analyser.analyse({ ...INPUT, box })).toEqual({ score: 0, verdict: 'unusable' });
    const odd = { ...INPUT, box: { x: -60, y: 170, width: 90, height: 90 }, history: [{ landmarks: [] }] };
    expect(analyser.analyse(odd).score).toBeLessThanOrEqual(1);
    const notFinite = { ...INPUT, box: { ...INPUT.box, x: Number.NaN } };
    expect(analyser.analyse(notFinite).verdict).toBe('unusable');
  });

  it('leaves its input as it is, and says the same again', () => {
    const before = FRAME.data.slice();
    const analyser = createPassivePadAnalyser();
    expect(analyser.analyse(INPUT)).toEqual(analyser.analyse(INPUT));
    expect(FRAME.data).toEqual(before);
  });
});
