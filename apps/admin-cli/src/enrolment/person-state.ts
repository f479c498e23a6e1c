import { consistencyOf, l2Distance, nearPeople } from '@portero/biometrics';
import type { StoredTemplate } from '@portero/roster';
import type { EnrolmentLimits } from './enrolment-limits.ts';
import type { KnownPerson } from './known-faces.ts';
import type { FoundLookalike } from './plan-enrolment.ts';

export interface TemplateState {
  id: string;
  /** 0 to 1, of the photograph when it was enrolled. */
  quality: number;
  createdAt: Date;
  sourceHash: string;
  /** To the nearest other template of the person; absent when there is none. */
  nearestOwnL2?: number;
  /** It does not show the same person as most of the others. */
  isStranger: boolean;
}

export interface PersonState {
  templates: TemplateState[];
  /** No group of templates is larger than the others: it cannot be said which are the person's. */
  undecided: boolean;
  /** Probably the same human under another name. */
  duplicates: FoundLookalike[];
  lookalikes: FoundLookalike[];
}

/**
 * What is enrolled for a person, seen next to itself and to everybody else. Pure.
 *
 * @param own of the model in use
 */
export function personState(
  own: readonly StoredTemplate[],
  others: Iterable<KnownPerson>,
  limits: EnrolmentLimits,
): PersonState {
  const consistency = consistencyOf(
    own.map(({ id, embedding }) => ({ id, embedding })),
    limits.sameL2,
  );
  const strangers = new Set(consistency.outcome === 'strangers' ? consistency.strangers : []);
  const names = new Map<string, string>();
  const named = function* () {
    for (const other of others) {
      names.set(other.id, other.displayName);
      yield other;
    }
  };
  const near = nearPeople(
    own.map(({ embedding }) => embedding),
    named(),
    limits.lookalikeL2,
  ).map(({ id, distanceL2 }) => ({ personId: id, displayName: names.get(id)!, distanceL2 }));
  return {
    templates: own.map((template) => stateOf(template, own, strangers)),
    undecided: consistency.outcome === 'undecided',
    duplicates: near.filter(({ distanceL2 }) => distanceL2 < limits.duplicateL2),
    lookalikes: near.filter(({ distanceL2 }) => distanceL2 >= limits.duplicateL2),
  };
}

function stateOf(
  { id, quality, createdAt, sourceHash, embedding }: StoredTemplate,
  own: readonly StoredTemplate[],
  strangers: ReadonlySet<string>,
): TemplateState {
  const distances = own
    .filter((other) => other.id !== id)
    .map((other) => l2Distance(embedding, other.embedding));
  return {
    id,
    quality,
    createdAt,
    sourceHash,
    ...(distances.length > 0 && { nearestOwnL2: Math.min(...distances) }),
    isStranger: strangers.has(id),
  };
}
