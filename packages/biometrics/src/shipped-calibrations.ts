import { createRequire } from 'node:module';
import { type CalibrationFile, parseCalibrationFile } from './calibration/calibration-file.ts';

/** Models that ship with a calibration; `portero calibrate fit` makes these files. */
export const CALIBRATED_MODELS = Object.freeze(['mobilefacenet-192', 'resnet-128'] as const);

/**
 * The calibration that ships with a model. It is data of this package, required like a module and kept as JSON so that
 * the command that fits it can write it.
 *
 * @throws {BiometricsError} CALIBRATION_INVALID for a file that was damaged
 */
export function shippedCalibration(modelId: (typeof CALIBRATED_MODELS)[number]): CalibrationFile {
  const require = createRequire(import.meta.url);
  return parseCalibrationFile(require(`../calibrations/${modelId}.json`));
}
