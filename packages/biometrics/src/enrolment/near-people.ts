import type { Vector } from '../distance.ts';
import type { Enrolled, PersonDistance } from '../matching.ts';

/** Distances are summed up in pieces, so that two faces that are far apart are given up half-way. */
const PIECE = 32;

/**
 * Everybody with a template nearer than the limit to one of the faces, nearest first.
 *
 * @param faces of one person
 * @param limitL2 plain L2
 */
export function nearPeople(
  faces: readonly Vector[],
  others: Iterable<Enrolled>,
  limitL2: number,
): PersonDistance[] {
  const near: PersonDistance[] = [];
  for (const { id, templates } of others) {
    let nearest = limitL2 * limitL2;
    let found = false;
    for (const face of faces) {
      for (const template of templates) {
        const squared = squaredBelow(face, template, nearest);
        if (squared === undefined) continue;
        nearest = squared;
        found = true;
      }
    }
    if (found) near.push({ id, distanceL2: Math.sqrt(nearest) });
  }
  return near.toSorted((a, b) => a.distanceL2 - b.distanceL2);
}

/** The squared distance where it is below the limit. Vectors of different length are of different models: never near. */
function squaredBelow(a: Vector, b: Vector, limit: number): number | undefined {
  if (a.length !== b.length) return undefined;
  let sum = 0;
  for (let start = 0; start < a.length; start += PIECE) {
    const end = Math.min(a.length, start + PIECE);
    for (let index = start; index < end; index++) {
      const difference = a[index]! - b[index]!;
      sum += difference * difference;
    }
    if (!(sum < limit)) return undefined;
  }
  return sum;
}
