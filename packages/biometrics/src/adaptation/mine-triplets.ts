import type { Vector } from '../distance.ts';
import { TRIPLET_ALPHA } from '../triplet-loss.ts';

/** One template of somebody, as it is encoded at the moment. */
export interface LabelledEmbedding {
  readonly personId: string;
  /** Of unit L2 norm, all of one length. */
  readonly embedding: Vector;
}

/** Indices into the list that was mined: two templates of one person, and one of somebody else. */
export interface Triplet {
  readonly anchor: number;
  readonly positive: number;
  readonly negative: number;
}

/**
 * Semi-hard triplets (Schroff, Kalenichenko and Philbin: FaceNet, 2015, section 3.2): for every ordered pair of templates
 * of one person the nearest negative that is farther from the anchor than the positive is, but by less than the margin:
 * ‖A − P‖² < ‖A − N‖² < ‖A − P‖² + α. A pair that has none gives no triplet.
 *
 * Negatives beyond the margin have no loss. Those nearer than the positive are left alone: among them are the wrong labels
 * and the ruined pictures, and a fit that chases them pulls everything to one point (the paper's collapse).
 *
 * @param alpha margin in squared L2
 */
export function semiHardTriplets(
  samples: readonly LabelledEmbedding[],
  alpha: number = TRIPLET_ALPHA,
): Triplet[] {
  const triplets: Triplet[] = [];
  for (const anchor of samples.keys()) {
    const { personId } = samples[anchor]!;
    const positives = samples.flatMap((other, index) =>
      index !== anchor && other.personId === personId ? [index] : [],
    );
    if (positives.length === 0) continue;
    const squaredL2 = squaredDistancesFrom(samples[anchor]!.embedding, samples);
    for (const positive of positives) {
      const near = squaredL2[positive]!;
      let negative: number | undefined;
      for (const [index, other] of samples.entries()) {
        const far = squaredL2[index]!;
        if (other.personId === personId || !(far > near && far < near + alpha)) continue;
        if (negative === undefined || far < squaredL2[negative]!) negative = index;
      }
      if (negative !== undefined) triplets.push({ anchor, positive, negative });
    }
  }
  return triplets;
}

function squaredDistancesFrom(anchor: Vector, samples: readonly LabelledEmbedding[]): Float64Array {
  return Float64Array.from(samples, ({ embedding }) => {
    let sum = 0;
    for (let index = 0; index < anchor.length; index++) {
      const difference = anchor[index]! - embedding[index]!;
      sum += difference * difference;
    }
    return sum;
  });
}
