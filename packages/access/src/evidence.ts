import type { Evidence } from './decision.ts';
import type { DecisionInput, DoorPolicy } from './decision-input.ts';
import type { FrameDemand, FrameEvidence, FrameMatch, JudgedFrame } from './frames.ts';
import { asksForScore, DEFAULT_MIN_PAD_SCORE, type PadEvidence } from './pad-policy.ts';
import type { EffectiveThresholds } from './thresholds.ts';

export interface JudgedEvidence {
  readonly thresholds: EffectiveThresholds;
  readonly demand: FrameDemand;
  readonly frames: readonly FrameMatch[];
  /** One for each frame. */
  readonly judged: readonly JudgedFrame[];
}

/** What a decision rests on, without whatever is not a finite number. */
export function gatherEvidence(
  { match, quality, pad, door }: DecisionInput,
  { thresholds, demand, frames, judged }: JudgedEvidence,
): Evidence {
  const distances =
    match.mode === 'identify'
      ? { distanceL2: match.nearest?.distanceL2, secondDistanceL2: match.second?.distanceL2 }
      : { distanceL2: match.distanceL2 };
  const personId = match.mode === 'identify' ? match.nearest?.personId : ownerOf(match);
  return {
    mode: match.mode,
    ...finite({ ...distances, ...thresholds, quality }),
    ...padEvidence(door, pad),
    frames: {
      ...demand,
      seen: frames.map((frame, index) => frameEvidence(frame, judged[index]!.shows === personId)),
    },
  };
}

function ownerOf({ card }: Extract<DecisionInput['match'], { mode: 'verify' }>): string | undefined {
  return card.status === 'active' ? card.personId : undefined;
}

function frameEvidence({ quality, nearest, second }: FrameMatch, agrees: boolean): FrameEvidence {
  return {
    ...finite({ quality, distanceL2: nearest?.distanceL2, secondDistanceL2: second?.distanceL2 }),
    ...(nearest && { personId: nearest.personId }),
    agrees: agrees && nearest !== undefined,
  };
}

/** Whether the door asks for it or not: an auditor wants to know of an attack that nobody asked about. */
function padEvidence(
  door: DoorPolicy | undefined,
  { score, challenge }: PadEvidence = {},
): Pick<Evidence, 'pad'> {
  const demand = door?.pad;
  // A score that nobody asked for speaks against the person all the same, wherever anything is demanded.
  const isJudged = asksForScore(demand) || (demand === 'active' && score !== undefined);
  const minScore = isJudged ? (door?.minPadScore ?? DEFAULT_MIN_PAD_SCORE) : undefined;
  const pad = {
    ...(demand !== undefined && { demand }),
    ...finite({ minScore, score }),
    ...(challenge !== undefined && { challenge }),
  };
  return Object.keys(pad).length > 0 ? { pad } : {};
}

function finite(numbers: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const entries = Object.entries(numbers).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(entries) as Record<string, number>;
}
