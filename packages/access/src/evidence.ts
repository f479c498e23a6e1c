import type { Evidence } from './decision.ts';
import type { DecisionInput } from './decision-input.ts';
import type { FrameDemand, FrameEvidence, FrameMatch, JudgedFrame } from './frames.ts';
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
  { match, quality, pad }: DecisionInput,
  { thresholds, demand, frames, judged }: JudgedEvidence,
): Evidence {
  const distances =
    match.mode === 'identify'
      ? { distanceL2: match.nearest?.distanceL2, secondDistanceL2: match.second?.distanceL2 }
      : { distanceL2: match.distanceL2 };
  const personId = match.mode === 'identify' ? match.nearest?.personId : ownerOf(match);
  return {
    mode: match.mode,
    ...finite({ ...distances, ...thresholds, quality, padScore: pad?.score }),
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

function finite(numbers: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const entries = Object.entries(numbers).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(entries) as Record<string, number>;
}
