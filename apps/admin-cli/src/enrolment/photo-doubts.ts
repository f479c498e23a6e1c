import { l2Distance, whoIsIt } from '@portero/biometrics';
import type { FaceObservation } from '@portero/encoder';
import type { KnownPerson } from './known-faces.ts';

/** Why a photograph may show somebody else than it should; a person decides. */
export type PhotoDoubt =
  | { doubt: 'looks_like_another'; otherId: string; otherName: string; distanceL2: number }
  | { doubt: 'unlike_own_photos'; distanceL2: number };

export interface DoubtLimits {
  /** Nearer than this to somebody else: the door might take one for the other. */
  identifyThresholdL2: number;
  /** Farther than this from all the person's own photographs: the door would not take it for them. */
  verifyThresholdL2: number;
}

/**
 * Compares a new photograph with everyone enrolled, since one wrong photograph lets a stranger in as somebody.
 *
 * @param others everyone enrolled but the person
 * @param own what is enrolled, or about to be, for the person
 */
export function doubtAbout(
  face: FaceObservation,
  own: readonly Float32Array[],
  others: readonly KnownPerson[],
  limits: DoubtLimits,
): PhotoDoubt | undefined {
  const match = whoIsIt(face.embedding, others, limits.identifyThresholdL2);
  const nearestOwnL2 = Math.min(...own.map((template) => l2Distance(face.embedding, template)));
  if (match.outcome === 'identified' && match.nearest.distanceL2 < nearestOwnL2) {
    const other = others.find(({ id }) => id === match.nearest.id)!;
    return {
      doubt: 'looks_like_another',
      otherId: other.id,
      otherName: other.displayName,
      distanceL2: match.nearest.distanceL2,
    };
  }
  if (own.length > 0 && nearestOwnL2 >= limits.verifyThresholdL2) {
    return { doubt: 'unlike_own_photos', distanceL2: nearestOwnL2 };
  }
  return undefined;
}
