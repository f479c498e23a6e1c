import type { Decision, DecisionInput, UnlockDecision } from '@portero/access';
import type { DecisionBasis, Door } from '@portero/roster';
import type { GalleryDirectory } from './gallery-directory.ts';
import type { ModelPolicy } from './model-policies.ts';

export interface BasisInput extends Pick<DecisionInput, 'match' | 'thresholds' | 'grants'> {
  decision: Decision;
  door: Door | undefined;
  lookalikes: NonNullable<DecisionInput['lookalikes']>;
  policy: ModelPolicy;
  galleries: Pick<GalleryDirectory, 'basisAt' | 'version'>;
}

/**
 * What a decision rested on beyond its row, for the audit log: where the threshold came from, which grants were
 * considered and which held, what the card was, how old the gallery was, and which borders are crossed.
 */
export function decisionBasis(input: BasisInput): DecisionBasis {
  const { decision, match, grants, lookalikes, policy, galleries } = input;
  const { evidence } = decision;
  return {
    galleryVersion: galleries.version,
    modelVersion: policy.calibration?.modelVersion,
    threshold: thresholdBasis(input),
    minQuality: evidence.minQuality,
    card: match.mode === 'verify' ? match.card.status : undefined,
    grants: grants.map(({ id }) => id),
    grantId: evidence.grantId,
    lookalikes: lookalikes.length > 0 ? lookalikes.map(({ personId }) => personId) : undefined,
    ...(decision.action === 'unlock' && { pulseMs: decision.pulseMs, ...passageBasis(decision) }),
  };
}

/** What the unlock does to areas and escorts if its person passes. */
function passageBasis({ passage }: UnlockDecision): DecisionBasis {
  if (!passage) return {};
  const { crossings, escortDecisionId } = passage;
  return {
    crossings: crossings.map(({ areaId, direction, violation }) => ({ areaId, direction, violation })),
    escortDecisionId,
  };
}

/** `from`: the gallery of the building, the model's own for 1:1, or the model's where there is no gallery. */
function thresholdBasis({ match, door, thresholds, policy, galleries }: BasisInput): DecisionBasis {
  const derived = match.mode === 'identify' && door ? galleries.basisAt(door) : undefined;
  return {
    from: match.mode === 'verify' ? 'pair' : derived ? 'gallery' : 'model',
    thresholdL2: thresholds.thresholdL2,
    marginL2: thresholds.marginL2,
    limitedBy: 'limitedBy' in thresholds ? String(thresholds.limitedBy) : undefined,
    persons: derived?.persons,
    targetFpir: derived?.targetFpir,
    calibration: policy.calibration?.source,
    doorThresholdL2: door?.thresholdL2,
    doorMarginL2: door?.marginL2,
  };
}
