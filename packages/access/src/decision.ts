import type { FrameDemand, FrameEvidence } from './frames.ts';
import type { JudgedPad } from './pad-policy.ts';
import type { Passage } from './passage.ts';
import { POLICY_VERSION } from './policy-version.ts';
import type { DenialReason } from './reason-code.ts';

/** What the decision rests on, for the record. Holds finite numbers only; what was not finite is left out. */
export interface Evidence {
  readonly mode?: 'identify' | 'verify';
  /** To the nearest person, or to the card's owner. */
  readonly distanceL2?: number;
  /** To the second-nearest person. */
  readonly secondDistanceL2?: number;
  /** In force after the door's own override. */
  readonly thresholdL2?: number;
  /** In force after the door's own override. */
  readonly marginL2?: number;
  /** Of the picture; of several, the best. */
  readonly quality?: number;
  /** In force after the door's own override. */
  readonly minQuality?: number;
  /** Absent where the door asks for nothing and the PAD stage said nothing. */
  readonly pad?: JudgedPad;
  /** What the door asked of the frames, and each of them by itself, in the order in which they were taken. */
  readonly frames?: FrameDemand & { readonly seen: readonly FrameEvidence[] };
  /** The grant that let the person in. */
  readonly grantId?: string;
}

export interface UnlockDecision {
  readonly action: 'unlock';
  readonly reason: 'granted';
  readonly personId: string;
  /** How long the lock is held open, milliseconds. */
  readonly pulseMs: number;
  /** To be recorded together with the decision; absent where nobody asks who has passed. */
  readonly passage?: Passage;
  readonly policyVersion: string;
  readonly evidence: Evidence;
}

export interface DenyDecision {
  readonly action: 'deny';
  readonly reason: DenialReason;
  /** Present where a person was recognised, or owns the card. */
  readonly personId?: string;
  readonly policyVersion: string;
  readonly evidence: Evidence;
}

export type Decision = UnlockDecision | DenyDecision;

/** A denial for reasons that lie outside the policy: no roster, no gallery, too late, too much to do. */
export function denial(reason: DenialReason, evidence: Evidence = {}, personId?: string): DenyDecision {
  const base = { action: 'deny', reason, policyVersion: POLICY_VERSION, evidence } as const;
  return personId === undefined ? base : { ...base, personId };
}
