import type { DoorMode, DoorPolicy } from './decision-input.ts';
import type { DenialReason } from './reason-code.ts';

export const PAD_DEMANDS = Object.freeze(['off', 'passive', 'active', 'required'] as const);

/**
 * What a door demands against photographs, screens and masks held up to it (PAD, ISO/IEC 30107):
 *
 * | demand | face alone (1:N) opens with | card and face (1:1) open with |
 * | --- | --- | --- |
 * | none set | nothing more: nobody has decided for this door yet | nothing more |
 * | `off` | never: a door without PAD takes card and face | nothing more |
 * | `passive` | a score that suffices | no score, or one that suffices |
 * | `active` | a challenge performed | no challenge, or one performed |
 * | `required` | both | both |
 *
 * Wherever something is demanded, evidence that speaks against the person denies, card or no card: a stolen card and
 * a photograph of its owner are one attack. Evidence that lacks, because the stage is off or broke down, counts as no
 * evidence: face alone does not open.
 */
export type PadDemand = (typeof PAD_DEMANDS)[number];

/** How the challenge ended ("blink", "turn your head") that the door gave. */
export type ChallengeOutcome = 'performed' | 'failed' | 'expired';

/** What the PAD stage found, as far as it ran. */
export interface PadEvidence {
  /** 0 (surely an attack) to 1 (surely a person). Absent when the stage is off or broke down. */
  readonly score?: number | undefined;
  /** Absent when no challenge was given. */
  readonly challenge?: ChallengeOutcome | undefined;
}

/** What was asked against presentation attacks, and what was found, for the record. */
export interface JudgedPad extends PadEvidence {
  /** Absent where nobody has decided for this door yet. */
  readonly demand?: PadDemand;
  /** In force where a score is asked for. */
  readonly minScore?: number;
}

/** Least score where the door names none. */
export const DEFAULT_MIN_PAD_SCORE = 0.5;

/** Whether a door that demands this looks at the score. */
export function asksForScore(pad: PadDemand | undefined): boolean {
  return pad === 'passive' || pad === 'required';
}

/** Whether a door that demands this gives a challenge to whoever offers that. */
export function asksForChallenge(pad: PadDemand | undefined, offered: 'identify' | 'verify'): boolean {
  return pad === 'required' || (pad === 'active' && offered === 'identify');
}

/** @returns why PAD forbids to open, or undefined where it has no objection */
export function padRefusal(
  { pad, minPadScore = DEFAULT_MIN_PAD_SCORE, mode }: DoorPolicy,
  offered: 'identify' | 'verify',
  { score, challenge }: PadEvidence = {},
): DenialReason | undefined {
  if (pad === undefined) return undefined;
  // A demand from a newer release must not count as "none", nor a broken threshold as the usual one.
  if (!PAD_DEMANDS.includes(pad) || !(minPadScore >= 0 && minPadScore <= 1)) return 'internal_error';
  const faceAlone = offered === 'identify';
  if (pad === 'off') return faceAlone ? askForCard(mode) : undefined;
  // Written so that NaN is an attack.
  if (score !== undefined && !(score >= minPadScore && score <= 1)) return 'pad_failed';
  if (challenge !== undefined && challenge !== 'performed') return 'pad_failed';
  const unscored = score === undefined && pad !== 'active';
  const unchallenged = challenge === undefined && pad !== 'passive';
  if (!unscored && !unchallenged) return undefined;
  if (pad === 'required') return 'pad_failed';
  return faceAlone ? askForCard(mode) : undefined;
}

/** To ask for a card where none is taken would send people in a circle. */
function askForCard(mode: DoorMode): DenialReason {
  return mode === 'identify' ? 'pad_failed' : 'card_required';
}
