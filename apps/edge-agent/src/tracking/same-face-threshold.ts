import type { FaceEncoder } from '../agent-types.ts';
import { EdgeError } from '../edge-error.ts';

/**
 * How near two faces of one person are to this model: people are followed by it.
 *
 * @throws {EdgeError} MODEL_UNCALIBRATED for an added model of whose distances nothing is known here
 */
export function sameFaceThreshold({ id, version, threshold }: FaceEncoder['model']): number {
  if (threshold !== undefined) return threshold;
  throw new EdgeError(
    'MODEL_UNCALIBRATED',
    `Nothing is known of the distances of the model ${id} ${version}, so no door may be run with it. Calibrate it ` +
      `(portero calibrate fit --model ${id} --images DIR) and put calibrations/${id}.json into the data directory of ` +
      'this edge, or add the model again with thresholds in its manifest.',
    { context: { model: id, version } },
  );
}
