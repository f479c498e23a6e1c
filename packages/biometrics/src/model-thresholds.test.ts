import { describe, expect, it } from 'vitest';
import { fmrAt } from './calibration/calibrated-rates.ts';
import { calibrationFileText, parseCalibrationFile } from './calibration/calibration-file.ts';
import { expectedFpir } from './calibration/gallery-formula.ts';
import {
  calibratedThresholds,
  modelThresholds,
  thresholdsForGallery,
  thresholdsOfModel,
} from './model-thresholds.ts';
import { CALIBRATED_MODELS, shippedCalibration } from './shipped-calibrations.ts';

const office = { persons: 12, templates: 12, targetFpir: 0.003 };

describe('the calibrations that ship', () => {
  it.each(CALIBRATED_MODELS)(
    'of %s is its own, says where it comes from, and can be written again',
    (modelId) => {
      const file = shippedCalibration(modelId);
      expect(file.calibration.modelId).toBe(modelId);
      expect(file.provenance.dataSet).toMatch(/pairsDevTrain/);
      expect(file.provenance.people).toBeGreaterThan(1000);
      expect(parseCalibrationFile(JSON.parse(calibrationFileText(file)))).toEqual(file);
    },
  );

  it('are refused when they are damaged', () => {
    const file = shippedCalibration('mobilefacenet-192');
    const damaged = [
      { ...file, format: 'other' },
      { ...file, provenance: { ...file.provenance, pictures: -1 } },
      { ...file, provenance: { ...file.provenance, leftOut: [1] } },
      { ...file, calibration: { ...file.calibration, metric: 'cosine' } },
      undefined,
    ];
    for (const data of damaged) {
      expect(() => parseCalibrationFile(data)).toThrow(
        expect.objectContaining({ code: 'CALIBRATION_INVALID' }),
      );
    }
  });
});

describe('the thresholds of a model', () => {
  it("keep the course notebook's 0.7 for its own network, for pairs and for whole galleries", () => {
    const model = thresholdsOfModel('nn4-small2')!;
    expect(model).toMatchObject({ pairThresholdL2: 0.7, identifyThresholdL2: 0.7, marginL2: 0 });
    expect(thresholdsForGallery(model, { ...office, persons: 5000 })).toEqual({
      thresholdL2: 0.7,
      marginL2: 0,
      limitedBy: 'typed',
    });
  });

  it('are never laxer for a whole gallery than for a pair', () => {
    for (const model of modelThresholds()) {
      expect(model.identifyThresholdL2).toBeLessThanOrEqual(model.pairThresholdL2);
      expect(thresholdsForGallery(model, { ...office, persons: 1 }).thresholdL2).toBeLessThanOrEqual(
        model.pairThresholdL2,
      );
    }
  });

  it("let in everybody of the course's office, whose farthest stands at 0.753, and take its nearest two apart", () => {
    const { thresholdL2, marginL2 } = thresholdsForGallery(thresholdsOfModel('mobilefacenet-192')!, office);
    expect(thresholdL2).toBeGreaterThan(0.753);
    expect(thresholdL2).toBeLessThan(0.94);
    expect(marginL2).toBeLessThan(0.94 - 0.753);
  });

  it.each(CALIBRATED_MODELS)('of %s become stricter as the gallery grows, and keep the target', (modelId) => {
    const model = thresholdsOfModel(modelId)!;
    let before = 2;
    for (const persons of [0, 10, 100, 1000, 10_000, 100_000]) {
      const inForce = thresholdsForGallery(model, { persons, targetFpir: 0.003 });
      expect(inForce.thresholdL2).toBeLessThanOrEqual(before);
      expect(inForce.marginL2).toBeGreaterThan(0);
      const fmr = fmrAt(model.calibration!, inForce.thresholdL2);
      expect(expectedFpir(fmr, Math.max(1, persons))).toBeLessThanOrEqual(0.003 * (1 + 1e-9));
      before = inForce.thresholdL2;
    }
  });

  it('name nobody where no distance is rare enough', () => {
    const { calibration } = shippedCalibration('mobilefacenet-192');
    const heavy = { ...calibration.nonMated.tail, shape: 3 };
    const model = calibratedThresholds({
      dimension: 192,
      calibration: { ...calibration, nonMated: { ...calibration.nonMated, tail: heavy } },
    });
    const inForce = thresholdsForGallery(model, { persons: 1e6, targetFpir: 1e-6 });
    expect(inForce).toMatchObject({ limitedBy: 'unreachable' });
    expect(inForce.thresholdL2).toBeLessThan(1e-3);
  });
});
