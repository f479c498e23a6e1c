/** Who matters: whoever is within a distance, and no farther than the nearest by more than a margin. */
export interface Reach {
  readonly withinL2: number;
  readonly marginL2: number;
}

/** Who matters where a margin is asked for around everybody within a threshold. */
export function reachAt(thresholdL2: number, marginL2: number): Reach {
  return { withinL2: thresholdL2 + marginL2, marginL2 };
}
