import { consistencyOf, nearPeople, type PersonDistance } from '@portero/biometrics';
import type { FaceObservation } from '@portero/encoder';
import type { EnrolmentLimits } from './enrolment-limits.ts';
import type { ExaminedPhoto } from './examine-photos.ts';
import type { KnownPerson } from './known-faces.ts';
import type { RefusedPhoto } from './photo-refusal.ts';

export interface UsableFace {
  file: string;
  sourceHash: string;
  face: FaceObservation;
  /** 0 to 1, of the portrait. */
  score: number;
}

/** Somebody else whom the person looks like, though not so much as to be the same. */
export interface FoundLookalike {
  personId: string;
  displayName: string;
  distanceL2: number;
}

/** What an enrolment would do; nothing has been done. */
export interface EnrolmentPlan {
  accepted: UsableFace[];
  refused: RefusedPhoto[];
  lookalikes: FoundLookalike[];
}

export interface EnrolmentRequest {
  examined: readonly ExaminedPhoto[];
  /** What is enrolled for the person already. */
  own: readonly { sourceHash: string; embedding: Float32Array }[];
  /** Everybody else of the site. */
  others: readonly KnownPerson[];
  limits: EnrolmentLimits;
  /** Take a person's word for whose face it is. The pictures are judged all the same. */
  force: boolean;
}

/**
 * Decides which photographs of a person may be enrolled: first each by its quality, then whether those that are left
 * show one person, then whether that is somebody else. Pure.
 */
export function planEnrolment({ examined, own, others, limits, force }: EnrolmentRequest): EnrolmentPlan {
  const refused: RefusedPhoto[] = [];
  let accepted: UsableFace[] = [];
  for (const { file, sourceHash, outcome } of examined) {
    if (outcome.ok) accepted.push({ file, sourceHash, face: outcome.face, score: outcome.quality.score });
    else refused.push({ file, reason: outcome.reason, what: outcome.what, fix: outcome.fix });
  }
  const near = (face: UsableFace) => nearestOf([face], others, limits.duplicateL2);
  const refuse = (faces: readonly UsableFace[], why: (face: UsableFace) => Omit<RefusedPhoto, 'file'>) => {
    refused.push(...faces.map((face) => ({ file: face.file, ...why(face) })));
    accepted = accepted.filter((face) => !faces.includes(face));
  };
  if (!force) {
    // A photograph that is enrolled already is beyond doubt, and doing it again is to change nothing.
    const fresh = accepted.filter(({ sourceHash }) => !own.some((each) => each.sourceHash === sourceHash));
    refuseStrangers(fresh, own, { limits, refuse, near });
    refuseOthersFaces(
      fresh.filter((face) => accepted.includes(face)),
      own,
      { limits, refuse, near, all: () => accepted },
    );
  }
  return { accepted, refused, lookalikes: lookalikesOf(accepted, others, limits) };
}

type Near = PersonDistance & { displayName: string };

interface Judging {
  limits: EnrolmentLimits;
  near(face: UsableFace): Near | undefined;
  refuse(faces: readonly UsableFace[], why: (face: UsableFace) => Omit<RefusedPhoto, 'file'>): void;
}

type Own = EnrolmentRequest['own'];

function refuseStrangers(fresh: readonly UsableFace[], own: Own, { limits, refuse, near }: Judging): void {
  const faces = fresh.map((face) => ({ id: face, embedding: face.face.embedding }));
  const trusted = own.map(({ embedding }) => ({ id: undefined, embedding }));
  const consistency = consistencyOf<UsableFace | undefined>(faces, limits.sameL2, trusted);
  if (consistency.outcome === 'consistent') return;
  const distance = consistency.distanceL2.toFixed(2);
  if (consistency.outcome === 'undecided') {
    refuse(present(consistency.faces), () => ({
      reason: 'not_one_person',
      what: `the photographs do not all show one person (distance ${distance}), and it is not clear whom they should`,
      fix: 'Take out those of somebody else, or enrol one that is certain first.',
    }));
    return;
  }
  refuse(present(consistency.strangers), (face) => {
    const other = near(face);
    const others = own.length > 0 ? 'the templates of the person' : 'the other photographs';
    return {
      reason: 'stranger',
      what: `shows somebody else than ${others} (distance ${distance})${other ? `; it looks like ${other.displayName}` : ''}`,
      fix: 'Take it out, or add --force if it is the same person after all.',
    };
  });
}

function refuseOthersFaces(
  fresh: readonly UsableFace[],
  own: Own,
  { limits, refuse, near, all }: Judging & { all(): readonly UsableFace[] },
): void {
  if (own.length === 0) {
    const duplicate = fresh.map(near).filter((found) => found !== undefined);
    const [nearest] = duplicate.toSorted((a, b) => a.distanceL2 - b.distanceL2);
    if (!nearest) return;
    refuse(all(), () => ({
      reason: 'duplicate_person',
      what: `this is probably ${nearest.displayName}, who is enrolled already (distance ${nearest.distanceL2.toFixed(2)}, people count as different from ${limits.duplicateL2.toFixed(2)} on)`,
      fix: 'Enrol the photographs there, or remove one of the two; if they are two people, add --force.',
    }));
    return;
  }
  for (const face of fresh) {
    const other = near(face);
    const ownL2 = nearPeople(
      [face.face.embedding],
      [{ id: '', templates: own.map(({ embedding }) => embedding) }],
      Number.MAX_VALUE,
    )[0]?.distanceL2;
    if (!other || (ownL2 !== undefined && ownL2 <= other.distanceL2)) continue;
    refuse([face], () => ({
      reason: 'looks_like_another',
      what: `looks more like ${other.displayName} (distance ${other.distanceL2.toFixed(2)}) than like the person`,
      fix: 'Check who is in the picture; if it is right, add --force.',
    }));
  }
}

function nearestOf(
  faces: readonly UsableFace[],
  others: readonly KnownPerson[],
  limitL2: number,
): Near | undefined {
  const [nearest] = nearPeople(
    faces.map(({ face }) => face.embedding),
    others,
    limitL2,
  );
  return nearest && { ...nearest, displayName: others.find(({ id }) => id === nearest.id)!.displayName };
}

function lookalikesOf(
  accepted: readonly UsableFace[],
  others: readonly KnownPerson[],
  { lookalikeL2 }: EnrolmentLimits,
): FoundLookalike[] {
  const names = new Map(others.map(({ id, displayName }) => [id, displayName]));
  return nearPeople(
    accepted.map(({ face }) => face.embedding),
    others,
    lookalikeL2,
  ).map(({ id, distanceL2 }) => ({ personId: id, displayName: names.get(id)!, distanceL2 }));
}

function present(faces: readonly (UsableFace | undefined)[]): UsableFace[] {
  return faces.filter((face) => face !== undefined);
}
