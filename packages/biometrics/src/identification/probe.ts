import { BiometricsError } from '../biometrics-error.ts';

/** An enrolled person as a search found them: the distance to the nearest of their templates. */
export interface RankedPerson {
  readonly personId: string;
  readonly distanceL2: number;
}

/** A search with a picture of somebody who is not enrolled (ISO/IEC 19795-1: non-mated). */
export interface StrangerProbe {
  /** Names the picture in lists of errors. */
  readonly probeId: string;
  /**
   * Different people, nearest first: as many as are wanted, two at least where two are enrolled. Empty when no face
   * could be acquired from the picture.
   */
  readonly candidates: readonly RankedPerson[];
}

/** A search with a picture of somebody enrolled (mated). */
export interface MatedProbe extends StrangerProbe {
  /** Who it truly is. */
  readonly personId: string;
  /** Distance to their own nearest template; needed only where the candidates do not reach down to them. */
  readonly ownDistanceL2?: number;
}

/** An open-set identification experiment: one gallery, searched with pictures of people in it and not in it. */
export interface IdentificationTrials {
  /** People in the gallery. */
  readonly enrolled: number;
  /** Templates in the gallery, of all people together. */
  readonly templates: number;
  readonly mated: readonly MatedProbe[];
  readonly strangers: readonly StrangerProbe[];
}

/** Whether no face could be acquired: a miss of a mated probe, a right rejection of a stranger. */
export function isFailureToAcquire({ candidates }: StrangerProbe): boolean {
  return candidates.length === 0;
}

/** Place of the probe's own person among the candidates, from 1; undefined when they are not among them. */
export function rankOf({ candidates, personId }: MatedProbe): number | undefined {
  const index = candidates.findIndex((candidate) => candidate.personId === personId);
  return index === -1 ? undefined : index + 1;
}

/**
 * Refuses what would give flattering numbers: no probes of a kind, or lists of candidates that are not what they say.
 * @throws {BiometricsError} SCORES_INVALID naming the probe
 */
export function checkTrials({ enrolled, templates, mated, strangers }: IdentificationTrials): void {
  const counts = { enrolled, templates, mated: mated.length, strangers: strangers.length };
  if (!(enrolled >= 1 && templates >= enrolled) || mated.length === 0 || strangers.length === 0) {
    throw new BiometricsError(
      'SCORES_INVALID',
      `Open-set identification needs a gallery, mated probes and strangers; got ${enrolled} people with ` +
        `${templates} templates, ${mated.length} mated probes, ${strangers.length} strangers.`,
      { context: counts },
    );
  }
  for (const probe of [...mated, ...strangers]) {
    const problem = problemOf(probe.candidates, enrolled);
    if (problem) {
      throw new BiometricsError('SCORES_INVALID', `The candidates of probe ${probe.probeId} ${problem}.`, {
        context: { probeId: probe.probeId },
      });
    }
  }
}

function problemOf(candidates: readonly RankedPerson[], enrolled: number): string | undefined {
  if (candidates.length === 0) return undefined;
  if (candidates.length > enrolled) return `are ${candidates.length}, more than are enrolled`;
  if (candidates.length < Math.min(2, enrolled))
    return 'lack the second person, who tells how sure the first is';
  if (!candidates.every(({ distanceL2 }) => Number.isFinite(distanceL2) && distanceL2 >= 0)) {
    return 'have a distance that is not a number; give a failure to acquire no candidates';
  }
  if (candidates.some(({ distanceL2 }, index) => distanceL2 < (candidates[index - 1]?.distanceL2 ?? 0))) {
    return 'are not in the order of their distances';
  }
  const people = new Set(candidates.map(({ personId }) => personId));
  return people.size < candidates.length
    ? 'name a person twice; keep the nearest template of each'
    : undefined;
}
