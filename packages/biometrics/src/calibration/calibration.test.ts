import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fmrAt, fnmrAt, thresholdAtFmr } from './calibrated-rates.ts';
import type { Calibration } from './calibration.ts';
import { fitCalibration } from './fit-calibration.ts';
import { parseCalibration } from './parse-calibration.ts';

/** To a billionth, finer than the distances of 32-bit vectors: no tail can be fitted to differences of 1e-323. */
const distance = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 2e9 }).map((value) => value / 1e9) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }).map((value) => value / 20) },
  { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
);
const sample = fc.record({
  nonMatedDistances: fc.array(distance, { minLength: 300, maxLength: 500 }),
  matedDistances: fc.array(distance, { minLength: 30, maxLength: 90 }),
});
const named = { modelId: 'test', modelVersion: '1', source: 'made up' };
/** A fit of hundreds of distances each. */
const runs = { numRuns: 40 };

const below = (distances: readonly number[], threshold: number) =>
  distances.filter((each) => each < threshold).length / distances.length;
const steps = Array.from({ length: 120 }, (_, index) => index / 50 - 0.1);

describe('a calibration against the distances it was fitted on', () => {
  it('is the counted rate at every knot, and lies between the neighbouring counts elsewhere', () => {
    fc.assert(
      fc.property(sample, (given) => {
        const calibration = fitCalibration({ ...named, ...given });
        const { nonMated, mated } = calibration;
        for (const [index, knot] of nonMated.knots.distancesL2.entries()) {
          expect(fmrAt(calibration, knot)).toBeCloseTo(below(given.nonMatedDistances, knot), 12);
          const next = nonMated.knots.distancesL2[index + 1] ?? knot;
          const between = fmrAt(calibration, (knot + next) / 2);
          expect(between).toBeGreaterThanOrEqual(fmrAt(calibration, knot) - 1e-12);
          expect(between).toBeLessThanOrEqual(fmrAt(calibration, next) + 1e-12);
        }
        for (const knot of mated.knots.distancesL2) {
          expect(fnmrAt(calibration, knot)).toBeCloseTo(1 - below(given.matedDistances, knot), 12);
        }
      }),
      runs,
    );
  });

  it('never falls for strangers and never rises for the same person', () => {
    fc.assert(
      fc.property(sample, (given) => {
        const calibration = fitCalibration({ ...named, ...given });
        const fmrs = steps.map((step) => fmrAt(calibration, step));
        const fnmrs = steps.map((step) => fnmrAt(calibration, step));
        expect(fmrs).toEqual(fmrs.toSorted((a, b) => a - b));
        expect(fnmrs).toEqual(fnmrs.toSorted((a, b) => b - a));
        expect(fmrs.every((rate) => rate >= 0 && rate <= 1)).toBe(true);
        expect(fnmrs.at(-1)).toBe(calibration.mated.failures / calibration.mated.comparisons);
      }),
      runs,
    );
  });

  it('gives the highest threshold within a rate, and says when that is not measured', () => {
    const targets = fc.double({ min: 1e-9, max: 0.8, noNaN: true });
    fc.assert(
      fc.property(sample, targets, (given, target) => {
        const calibration = fitCalibration({ ...named, ...given });
        const { thresholdL2, extrapolated } = thresholdAtFmr(calibration, target);
        // Where even the greatest distance is rare enough, the threshold is at the end of the curve.
        // Knots may be so near to each other that the last bit of a distance is worth more than any tolerance of a rate.
        expect(fmrAt(calibration, thresholdL2 - 1e-8)).toBeLessThanOrEqual(target * (1 + 1e-9));
        const end = calibration.nonMated.knots.distancesL2.at(-1)!;
        if (thresholdL2 < end) {
          expect(fmrAt(calibration, thresholdL2 + 1e-6)).toBeGreaterThanOrEqual(target * (1 - 1e-9));
        }
        const counted = given.nonMatedDistances.filter((each) => each < thresholdL2).length;
        expect(extrapolated).toBe(counted < 30 || thresholdL2 < calibration.nonMated.measuredFrom.distanceL2);
      }),
      runs,
    );
  });

  it('counts failures as never accepted', () => {
    const nonMatedDistances = Array.from({ length: 400 }, (_, index) =>
      index < 40 ? 1 / 0 : 1 + index / 1000,
    );
    const matedDistances = Array.from({ length: 100 }, (_, index) =>
      index < 5 ? 1 / 0 : 0.5 + index / 1000,
    );
    const calibration = fitCalibration({ ...named, nonMatedDistances, matedDistances });
    expect(calibration.nonMated.failures).toBe(40);
    expect(fmrAt(calibration, 5)).toBe(0.9);
    expect(fnmrAt(calibration, 5)).toBe(0.05);
  });
});

describe('the tail beyond what was counted', () => {
  /** Mulberry32: the same numbers on every machine. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** Distances of vectors whose cosine is normal about 0 with deviation 0.12, as an encoder's are. */
  function encoderLike(count: number, seed: number): number[] {
    const next = random(seed);
    return Array.from({ length: count }, () => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Math.sqrt(2 - 2 * Math.min(1, 0.12 * normal));
    });
  }
  const matedDistances = encoderLike(100, 99);
  /** The distance at z deviations, where the normal tables give the rate. */
  const atDeviations = (z: number) => Math.sqrt(2 - 2 * 0.12 * z);

  it.each([1, 2, 3, 4, 5])(
    'does not promise less than the truth of a thin-tailed encoder (seed %d)',
    (seed) => {
      const calibration = fitCalibration({
        ...named,
        nonMatedDistances: encoderLike(20_000, seed),
        matedDistances,
      });
      expect(calibration.nonMated.tail.worstFactor).toBeLessThan(1.5);
      for (const [z, truth] of [
        [4.264890793922602, 1e-5],
        [4.753424308822899, 1e-6],
        [5.199337582187471, 1e-7],
      ] as const) {
        const told = fmrAt(calibration, atDeviations(z));
        expect(told).toBeGreaterThan(truth * 0.8);
        expect(told).toBeLessThan(truth * 40);
      }
    },
  );

  it('becomes heavier where a few pairs are much too near, and is never 0', () => {
    const clean = encoderLike(20_000, 7);
    const spoilt = clean.map((each, index) => (index % 400 === 0 ? 0.2 + (index % 700) / 1000 : each));
    const [tail, heavy] = [clean, spoilt].map(
      (nonMatedDistances) => fitCalibration({ ...named, nonMatedDistances, matedDistances }).nonMated.tail,
    );
    expect(heavy!.shape).toBeGreaterThan(tail!.shape);
    const calibration = fitCalibration({ ...named, nonMatedDistances: clean, matedDistances });
    expect(fmrAt(calibration, 0.01)).toBeGreaterThan(0);
    expect(fmrAt(calibration, 0)).toBe(0);
  });
});

describe('a stored calibration', () => {
  const calibration = fitCalibration({
    ...named,
    nonMatedDistances: Array.from({ length: 500 }, (_, index) => 0.8 + Math.sqrt(index) / 50),
    matedDistances: Array.from({ length: 60 }, (_, index) => 0.3 + index / 100),
  });
  const stored = (): Calibration => JSON.parse(JSON.stringify(calibration));

  it('reads back as it was written', () => {
    expect(parseCalibration(stored())).toEqual(calibration);
    expect(parseCalibration({ ...stored(), more: 1 })).toEqual(calibration);
  });

  it.each<[string, (file: Calibration) => unknown]>([
    ['nothing', () => null],
    ['another version', (file) => ({ ...file, version: 2 })],
    ['another metric', (file) => ({ ...file, metric: 'cosine' })],
    ['no model', (file) => ({ ...file, modelId: '' })],
    ['no mated side', ({ mated: _mated, ...rest }) => rest],
    [
      'a tail of no width',
      (file) => ({ ...file, nonMated: { ...file.nonMated, tail: { ...file.nonMated.tail, scale: 0 } } }),
    ],
    [
      'a negative shape',
      (file) => ({ ...file, nonMated: { ...file.nonMated, tail: { ...file.nonMated.tail, shape: -0.1 } } }),
    ],
    [
      'a gap between tail and knots',
      (file) => ({ ...file, nonMated: { ...file.nonMated, tail: { ...file.nonMated.tail, rate: 0.5 } } }),
    ],
    ['more failures than comparisons', (file) => ({ ...file, mated: { ...file.mated, failures: 61 } })],
    [
      'rates that go both ways',
      (file) => ({
        ...file,
        mated: { ...file.mated, knots: { distancesL2: [0, 1, 2], rates: [1, 0.1, 0.2] } },
      }),
    ],
    [
      'a knot without its rate',
      (file) => ({ ...file, mated: { ...file.mated, knots: { distancesL2: [0, 1, 2], rates: [1, 0.1] } } }),
    ],
    [
      'a rate above 1',
      (file) => ({ ...file, mated: { ...file.mated, knots: { distancesL2: [0, 1], rates: [1.5, 0.1] } } }),
    ],
    [
      'a distance that is a text',
      (file) => ({ ...file, mated: { ...file.mated, knots: { distancesL2: ['0', 1], rates: [1, 0.1] } } }),
    ],
  ])('is refused with %s', (_, damage) => {
    expect(() => parseCalibration(damage(stored()))).toThrow(
      expect.objectContaining({ code: 'CALIBRATION_INVALID' }),
    );
  });
});

describe('distances that cannot calibrate', () => {
  const matedDistances = Array.from({ length: 30 }, (_, index) => index / 40);
  const nonMatedDistances = Array.from({ length: 300 }, (_, index) => 1 + index / 400);

  it.each([
    ['few strangers', { matedDistances, nonMatedDistances: nonMatedDistances.slice(1) }],
    ['few mated pairs', { matedDistances: matedDistances.slice(1), nonMatedDistances }],
    ['NaN', { matedDistances, nonMatedDistances: [...nonMatedDistances, Number.NaN] }],
    ['a negative distance', { matedDistances: [...matedDistances, -1], nonMatedDistances }],
    ['all strangers alike', { matedDistances, nonMatedDistances: nonMatedDistances.map(() => 1) }],
    ['nothing but failures', { matedDistances: matedDistances.map(() => 1 / 0), nonMatedDistances }],
  ])('are refused: %s', (_, distances) => {
    expect(() => fitCalibration({ ...named, ...distances })).toThrow(
      expect.objectContaining({ code: 'SCORES_INVALID' }),
    );
  });
});
