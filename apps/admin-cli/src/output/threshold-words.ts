/** What set a threshold, as biometrics calls it. */
const LIMITS: Readonly<Record<string, string>> = Object.freeze({
  target: 'from that rate',
  'pair-threshold': 'as for a comparison of two, since so small a gallery would allow more',
  unreachable: 'at nothing, since no distance is rare enough for so many people',
  typed: 'as it was typed at the site',
});

/**
 * Where the threshold of a decision came from.
 *
 * @param origin as the log has it
 * @param inForceL2 what the distances were held against in the end
 */
export function thresholdSentence(origin: unknown, inForceL2: number | undefined): string[] {
  if (typeof origin !== 'object' || origin === null) return [];
  const { from, thresholdL2, limitedBy, persons, targetFpir, calibration, doorThresholdL2 } =
    origin as Readonly<Record<string, unknown>>;
  if (typeof thresholdL2 !== 'number') return [];
  const derived =
    from === 'gallery'
      ? `derived for ${persons} people and a share of ${targetFpir} of strangers who may be taken for somebody, ${LIMITS[String(limitedBy)] ?? ''}`
      : from === 'pair'
        ? 'that of the model for one card and one face'
        : 'that of the model, since no gallery was at hand';
  const calibrated = typeof calibration === 'string' ? `; calibration: ${calibration}` : '';
  const own =
    typeof doorThresholdL2 === 'number'
      ? ` The door has ${doorThresholdL2.toFixed(3)} of its own, which counts where stricter.`
      : '';
  const raised =
    inForceL2 !== undefined && inForceL2 < thresholdL2 ? ` In force was ${inForceL2.toFixed(3)}.` : '';
  return [`The threshold ${thresholdL2.toFixed(3)} was ${derived}${calibrated}.${own}${raised}`];
}
