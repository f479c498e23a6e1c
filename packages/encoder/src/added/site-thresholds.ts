import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calibratedThresholds, type ModelThresholds, parseCalibrationFile } from '@portero/biometrics';
import type { AddedManifest } from './added-manifest.ts';

/**
 * The thresholds of an added model: those typed into its manifest, else those of the calibration that this site fitted
 * for this very version of it.
 *
 * @param calibrationsDir where `portero calibrate fit` writes `MODEL.json`
 * @returns undefined where nothing is known of its distances, so that nothing may be decided with it
 */
export async function siteThresholds(
  { id, version, dimension, thresholds }: AddedManifest,
  calibrationsDir: string | undefined,
): Promise<ModelThresholds | undefined> {
  if (thresholds) return { modelId: id, dimension, ...thresholds };
  if (calibrationsDir === undefined) return undefined;
  const text = await readFile(join(calibrationsDir, `${id}.json`), 'utf8').catch(() => undefined);
  const calibration = text === undefined ? undefined : calibrationIn(text);
  if (calibration?.modelId !== id || calibration.modelVersion !== version) return undefined;
  return calibratedThresholds({ dimension, calibration });
}

/** A damaged one counts as none: the model must still load, to be calibrated anew. */
function calibrationIn(text: string) {
  try {
    return parseCalibrationFile(JSON.parse(text)).calibration;
  } catch {
    return undefined;
  }
}
