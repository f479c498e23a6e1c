import { isBiometricsError, type PlanarMotion, planarMotion } from '@portero/biometrics';
import type { PadInput, PadMotion } from './pad-analyser.ts';

/** Less than this is the noise of the landmarks, and tells nothing. */
const LEAST_VIEW_CHANGE = 0.05;

/**
 * How the face moved between this frame and that of its track from which its view differs most.
 * @returns undefined without a history, or where nothing moved enough
 */
export function motionMeasures({ landmarks, history = [] }: PadInput): PadMotion | undefined {
  let most: PlanarMotion | undefined;
  for (const moment of history) {
    const motion = compare(moment.landmarks, landmarks);
    if (motion && motion.viewChange > (most?.viewChange ?? LEAST_VIEW_CHANGE)) most = motion;
  }
  return most && { viewChange: most.viewChange, unexplained: most.residual / most.viewChange };
}

function compare(from: PadInput['landmarks'], to: PadInput['landmarks']): PlanarMotion | undefined {
  try {
    return planarMotion(from, to);
  } catch (error) {
    if (isBiometricsError(error)) return undefined;
    throw error;
  }
}
