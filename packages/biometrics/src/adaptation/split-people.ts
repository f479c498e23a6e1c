import type { Enrolled } from '../matching.ts';

/** Three sets of people; nobody is in two of them. */
export interface AdaptationSplit {
  /** What the projection is fitted to. */
  readonly training: readonly Enrolled[];
  /** What says when to stop fitting. */
  readonly validation: readonly Enrolled[];
  /** What decides, and what the calibration is fitted on: the fit has never seen them. */
  readonly heldOut: readonly Enrolled[];
}

/** Half of the people decide: a difference of a percent takes hundreds of comparisons to be told from chance. */
const HELD_OUT_SHARE = 0.5;
const VALIDATION_SHARE = 0.125;

/**
 * Divides people for an adaptation. By person, since what is learnt of a face helps with every other picture of it; those
 * with several templates and those with one apart, so that each set gets its share of both.
 *
 * Who falls into which set depends on the ids alone and on no seed: otherwise one would only have to try seeds until the
 * held-out people happen to be the ones whom the projection flatters.
 */
export function splitForAdaptation(people: readonly Enrolled[]): AdaptationSplit {
  const training: Enrolled[] = [];
  const validation: Enrolled[] = [];
  const heldOut: Enrolled[] = [];
  for (const kind of [people.filter(isMated), people.filter((person) => !isMated(person))]) {
    const order = inOrderOfHash(kind);
    const heldOutEnd = Math.ceil(order.length * HELD_OUT_SHARE);
    const validationEnd = heldOutEnd + Math.ceil(order.length * VALIDATION_SHARE);
    heldOut.push(...order.slice(0, heldOutEnd));
    validation.push(...order.slice(heldOutEnd, validationEnd));
    training.push(...order.slice(validationEnd));
  }
  return { training, validation, heldOut };
}

function isMated({ templates }: Enrolled): boolean {
  return templates.length >= 2;
}

function inOrderOfHash(people: readonly Enrolled[]): Enrolled[] {
  return people
    .map((person) => ({ person, hash: fnv1a(person.id) }))
    .sort((a, b) => a.hash - b.hash || (a.person.id < b.person.id ? -1 : 1))
    .map(({ person }) => person);
}

/** FNV-1a of the UTF-16 code units, 32 bits, stirred once more so that ids that differ at their end are spread, too. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
