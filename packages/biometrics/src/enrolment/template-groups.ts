import { l2Distance, type Vector } from '../distance.ts';

/** One photograph or template of somebody. */
export interface OwnFace<Id> {
  readonly id: Id;
  readonly embedding: Vector;
}

/**
 * Which faces belong together: two are in one group when a chain of faces links them, each nearer than the threshold to
 * the next (single linkage), so that a person with glasses and without stays one person as long as some photograph
 * lies between. Largest group first; of equal ones that of the earlier face.
 *
 * @param thresholdL2 of the model for pairs (1:1), plain L2
 */
export function templateGroups<Id>(faces: readonly OwnFace<Id>[], thresholdL2: number): OwnFace<Id>[][] {
  const groups: OwnFace<Id>[][] = [];
  for (const face of faces) {
    const near = (group: readonly OwnFace<Id>[]) =>
      group.some((other) => l2Distance(face.embedding, other.embedding) < thresholdL2);
    const joined = groups.filter(near);
    const [first, ...rest] = joined;
    if (!first) {
      groups.push([face]);
      continue;
    }
    first.push(...rest.flat(), face);
    for (const group of rest) groups.splice(groups.indexOf(group), 1);
  }
  return groups.toSorted((a, b) => b.length - a.length);
}

export type Consistency<Id> =
  | { readonly outcome: 'consistent' }
  /** Most of the faces are one person's, the `strangers` are not. */
  | { readonly outcome: 'strangers'; readonly strangers: readonly Id[]; readonly distanceL2: number }
  /** The faces fall apart and no group is larger than the others: nobody can say who is the stranger. */
  | { readonly outcome: 'undecided'; readonly faces: readonly Id[]; readonly distanceL2: number };

/**
 * Whether all faces of a folder are one person's.
 *
 * @param trusted faces that are taken for the person's whatever the majority is, such as templates enrolled before
 */
export function consistencyOf<Id>(
  faces: readonly OwnFace<Id>[],
  thresholdL2: number,
  trusted: readonly OwnFace<Id>[] = [],
): Consistency<Id> {
  const groups = templateGroups([...trusted, ...faces], thresholdL2);
  const isTrusted = new Set(trusted);
  const withTrusted = groups.filter((group) => group.some((face) => isTrusted.has(face)));
  const [largest, second] = groups;
  if (!largest || groups.length === 1) return { outcome: 'consistent' };
  const main = withTrusted.length > 0 ? withTrusted.flat() : largest;
  const others = groups.flat().filter((face) => !main.includes(face) && !isTrusted.has(face));
  if (others.length === 0) return { outcome: 'consistent' };
  const distanceL2 = nearestL2(others, main);
  if (withTrusted.length === 0 && second!.length === largest.length) {
    return { outcome: 'undecided', faces: faces.map(({ id }) => id), distanceL2 };
  }
  return { outcome: 'strangers', strangers: others.map(({ id }) => id), distanceL2 };
}

function nearestL2<Id>(some: readonly OwnFace<Id>[], others: readonly OwnFace<Id>[]): number {
  return Math.min(
    ...some.flatMap(({ embedding }) => others.map((other) => l2Distance(embedding, other.embedding))),
  );
}
