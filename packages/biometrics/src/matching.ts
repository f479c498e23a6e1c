import { l2Distance, type Vector } from './distance.ts';
import { personDistance } from './person-reference.ts';

export interface Verification {
  distanceL2: number;
  accepted: boolean;
}

/** One enrolled person; the templates of several photos are fused into the person's reference. */
export interface Enrolled {
  readonly id: string;
  readonly templates: readonly Vector[];
}

export interface PersonDistance {
  id: string;
  distanceL2: number;
}

export type Identification =
  | {
      outcome: 'identified';
      nearest: PersonDistance;
      /** The nearest *other* person, whichever side of the threshold; absent when only one is enrolled. */
      second?: PersonDistance;
      /** How much further away the second person is; Infinity when there is none. */
      marginL2: number;
    }
  | {
      outcome: 'unknown';
      /** Absent only when the database holds no template. */
      nearest?: PersonDistance;
      second?: PersonDistance;
    };

/**
 * The rule of the whole house: strictly below the threshold is the same person, at it is not.
 * Written so that NaN is a refusal.
 */
export function isSamePerson(distanceL2: number, thresholdL2: number): boolean {
  return distanceL2 < thresholdL2;
}

/**
 * One to one: is the probe the person whose template this is? (`verify` of the course notebook, which opens below 0.7.)
 * @param thresholdL2 plain (not squared) L2; it belongs to the model that made both vectors
 */
export function verify(probe: Vector, template: Vector, thresholdL2: number): Verification {
  const distanceL2 = l2Distance(probe, template);
  return { distanceL2, accepted: isSamePerson(distanceL2, thresholdL2) };
}

/**
 * One to K: the nearest person over the whole database (`who_is_it` of the course notebook), and the second nearest
 * *person*, because two photos of one employee say nothing about ambiguity.
 *
 * Of two at the same distance the one enrolled first is nearest; the margin of 0 tells the caller. An entry whose id
 * appears twice counts as one person, at the nearer of the two distances.
 */
export function whoIsIt(probe: Vector, database: Iterable<Enrolled>, thresholdL2: number): Identification {
  const distances = new Map<string, number>();
  for (const { id, templates } of database) {
    const distanceL2 = personDistance(probe, templates);
    if (distanceL2 === undefined) continue;
    if (distanceL2 < (distances.get(id) ?? Number.POSITIVE_INFINITY)) distances.set(id, distanceL2);
  }
  let nearest: PersonDistance | undefined;
  let second: PersonDistance | undefined;
  for (const [id, distanceL2] of distances) {
    if (nearest === undefined || distanceL2 < nearest.distanceL2) {
      second = nearest;
      nearest = { id, distanceL2 };
    } else if (second === undefined || distanceL2 < second.distanceL2) {
      second = { id, distanceL2 };
    }
  }
  if (nearest === undefined) return { outcome: 'unknown' };
  const others = second === undefined ? {} : { second };
  if (!isSamePerson(nearest.distanceL2, thresholdL2)) return { outcome: 'unknown', nearest, ...others };
  const marginL2 = (second?.distanceL2 ?? Number.POSITIVE_INFINITY) - nearest.distanceL2;
  return { outcome: 'identified', nearest, ...others, marginL2 };
}
