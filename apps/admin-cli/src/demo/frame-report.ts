import type { Box } from '@portero/biometrics';
import type { DecisionEvent } from '@portero/coordinator';
import type { AttemptReport, FrameEvent, StageTimings } from '@portero/edge-agent';
import { expectedAt, personAt, type SceneFrame } from './scene.ts';

export interface FaceReport {
  box: Box;
  quality: number;
  decision: 'unlock' | 'deny';
  /** A reason of the policy, or of the door itself when no answer came. */
  reason: string;
  message: string;
  /** The person let in, as the coordinator recorded it: the door is not told. */
  person?: string;
  distanceL2?: number;
  secondDistanceL2?: number;
  thresholdL2?: number;
  /** Milliseconds by stage, edge and coordinator. */
  timings: Record<string, number>;
  /** What the truth demands; absent where it is not known. */
  expected?: 'unlock' | 'deny';
  correct?: boolean;
}

export interface FrameReport {
  type: 'frame';
  frame: string;
  mode: 'identify' | 'verify';
  cardOf?: string;
  /** From left to right. */
  faces: FaceReport[];
  /** Milliseconds to find and encode all faces of the frame. */
  timings: Record<string, number>;
  /** What went wrong beyond a wrong decision: a picture that cannot be read, a face that was missed. */
  errors: string[];
}

/** What was observed of one frame while it stood before the camera. */
export interface FrameEvidence {
  seen?: FrameEvent;
  skipped?: string;
  attempts: AttemptReport[];
  /** By request id. */
  decisions: ReadonlyMap<string, DecisionEvent>;
}

function present(timings: StageTimings | DecisionEvent['timings'], prefix = ''): Record<string, number> {
  const name = (stage: string) => (prefix ? prefix + stage[0]!.toUpperCase() + stage.slice(1) : stage);
  return Object.fromEntries(
    Object.entries(timings)
      .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
      .map(([stage, ms]) => [name(stage), Math.round(ms * 100) / 100]),
  );
}

function faceReport(
  frame: SceneFrame,
  attempt: AttemptReport,
  decision: DecisionEvent | undefined,
  nameOf: (personId: string) => string | undefined,
): FaceReport {
  const expected = expectedAt(frame, attempt.box);
  const made = attempt.outcome === 'actuated' ? 'unlock' : 'deny';
  // Let in as somebody else would be no success, whoever was to be let in.
  const personId = made === 'unlock' ? decision?.personId : undefined;
  const person = personId === undefined ? undefined : nameOf(personId);
  const rightPerson = made === 'deny' || person === personAt(frame, attempt.box);
  return {
    box: attempt.box,
    quality: attempt.quality,
    decision: made,
    reason: attempt.reason,
    message: attempt.message,
    ...(person !== undefined && { person }),
    ...(decision?.distanceL2 !== undefined && { distanceL2: decision.distanceL2 }),
    ...(decision?.secondDistanceL2 !== undefined && { secondDistanceL2: decision.secondDistanceL2 }),
    ...(decision?.thresholdL2 !== undefined && { thresholdL2: decision.thresholdL2 }),
    timings: { ...present(attempt.timings), ...(decision && present(decision.timings, 'coordinator')) },
    ...(expected && { expected, correct: made === expected && rightPerson && attempt.outcome !== 'refused' }),
  };
}

/** Puts together what the edge and the coordinator told about one frame, and holds it against the truth. */
export function frameReport(
  frame: SceneFrame,
  { seen, skipped, attempts, decisions }: FrameEvidence,
  nameOf: (personId: string) => string | undefined,
): FrameReport {
  const faces = attempts
    .toSorted((a, b) => a.box.x - b.box.x)
    .map((attempt) => faceReport(frame, attempt, decisions.get(attempt.requestId), nameOf));
  const standing = new Set(faces.map(({ box }) => personAt(frame, box)));
  const missed = frame.enrolled?.filter(({ person }) => !standing.has(person)) ?? [];
  const refused = faces.filter((_face, index) => attempts[index]?.outcome === 'refused').length;
  return {
    type: 'frame',
    frame: frame.label,
    mode: frame.cardOf === undefined ? 'identify' : 'verify',
    ...(frame.cardOf !== undefined && { cardOf: frame.cardOf }),
    faces,
    timings: seen ? present(seen.timings) : {},
    errors: [
      ...(skipped === undefined ? [] : [`the picture was skipped: ${skipped}`]),
      ...(seen || skipped !== undefined ? [] : ['the picture was not looked at']),
      ...missed.map(({ person }) => `the face of ${person} was not found`),
      ...(refused > 0 ? [`${refused} without an answer`] : []),
    ],
  };
}
