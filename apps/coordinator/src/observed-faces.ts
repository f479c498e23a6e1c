import { fuseTemplates } from '@portero/biometrics';
import type { OpenedObservation } from '@portero/protocol';

export interface ObservedFace {
  readonly probe: Float32Array;
  readonly quality: number;
}

/** The pictures of one observation. */
export interface ObservedFaces {
  /** All pictures as one template, the better ones with more weight; of a single picture its own. */
  readonly fused: Float32Array;
  /** Each by itself, in the order in which they were taken. */
  readonly each: readonly ObservedFace[];
  /** Of the best. */
  readonly quality: number;
  /** Of the picture that looks most like an attack; the protocol has a score for all or for none. */
  readonly padScore?: number;
}

/** @throws {BiometricsError} VECTOR_INVALID when the pictures have no direction in common */
export function observedFaces({
  frames,
  probes,
}: Pick<OpenedObservation, 'frames' | 'probes'>): ObservedFaces {
  const each = frames.map(({ quality }, index) => ({ probe: probes[index]!, quality }));
  const weighted = each.map(({ probe, quality }) => ({ embedding: probe, weight: quality }));
  const padScores = frames.flatMap(({ padScore }) => padScore ?? []);
  return {
    fused: each.length === 1 ? each[0]!.probe : fuseTemplates(weighted),
    each,
    quality: Math.max(...each.map(({ quality }) => quality)),
    ...(padScores.length > 0 && { padScore: Math.min(...padScores) }),
  };
}
