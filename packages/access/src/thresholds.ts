/** When two faces count as one person, for one model. Distances are plain (not squared) L2 of unit vectors. */
export interface Thresholds {
  /** A match is strictly nearer than this. Above 0. */
  readonly thresholdL2: number;
  /** The second-nearest person is at least this much farther than the nearest. From 0. */
  readonly marginL2: number;
  /** Least quality of a picture, 0 to 1. @defaultValue 0 */
  readonly minQuality?: number | undefined;
}

/** What is in force at a door. */
export interface EffectiveThresholds {
  readonly thresholdL2: number;
  readonly marginL2: number;
  readonly minQuality: number;
}

/** A door's own values. Each takes effect only where it is stricter than the model's. */
export type ThresholdOverride = { readonly [Name in keyof Thresholds]?: number | undefined };

/**
 * The stricter of both, value by value: the lower threshold, the larger margin, the higher quality. A value of either
 * that is not finite gives NaN, which whoever uses the result refuses: a broken override must not mean "no override".
 */
export function stricterThresholds(model: Thresholds, door: ThresholdOverride = {}): EffectiveThresholds {
  const { thresholdL2, marginL2, minQuality = 0 } = model;
  return {
    thresholdL2: Math.min(finite(thresholdL2), finite(door.thresholdL2 ?? thresholdL2)),
    marginL2: Math.max(finite(marginL2), finite(door.marginL2 ?? marginL2)),
    minQuality: Math.max(finite(minQuality), finite(door.minQuality ?? minQuality)),
  };
}

/** `Math.min` and `Math.max` keep NaN, but would drop an infinity. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
