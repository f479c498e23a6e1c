import type { FrameDemand, FrameMatch } from './frames.ts';
import type { Grant } from './grant.ts';
import type { Holiday } from './holiday.ts';
import type { Lookalike } from './lookalikes.ts';
import type { PadDemand, PadEvidence } from './pad-policy.ts';
import type { PassageRules, PassageState } from './passage.ts';
import type { Person } from './person-policy.ts';
import type { ThresholdOverride, Thresholds } from './thresholds.ts';

/** How a door lets people in: face alone, card and face, or whichever is offered. */
export type DoorMode = 'identify' | 'verify' | 'either';

export interface DoorPolicy {
  readonly active: boolean;
  readonly mode: DoorMode;
  /** How long the lock is held open, milliseconds, 100 to 30000. */
  readonly pulseMs: number;
  /** How many pictures of a person it asks for. @defaultValue 1 of 1 */
  readonly frames?: FrameDemand | undefined;
  /** Takes effect only where stricter than the model's. */
  readonly thresholds?: ThresholdOverride | undefined;
  /** What is demanded against presentation attacks. Absent: nothing, as before there was PAD. */
  readonly pad?: PadDemand | undefined;
  /** Least PAD score, 0 to 1. @defaultValue 0.5 */
  readonly minPadScore?: number | undefined;
}

export interface Candidate {
  readonly personId: string;
  /** Plain L2, from 0. */
  readonly distanceL2: number;
}

/** Face alone, against everybody of the building (1:N). */
export interface IdentifyMatch {
  readonly mode: 'identify';
  /** Absent when the gallery is empty. */
  readonly nearest?: Candidate | undefined;
  /** The nearest *other* person. Absent when there is only one. */
  readonly second?: Candidate | undefined;
}

/** What the roster says of the card. */
export type CardCheck =
  /** No card was shown. */
  | { readonly status: 'absent' }
  /** Not on the roster of the site. */
  | { readonly status: 'unknown' }
  /** Revoked, or outside its validity. */
  | { readonly status: 'revoked'; readonly personId?: string | undefined }
  | { readonly status: 'active'; readonly personId: string };

/** Card and face, against the card's owner alone (1:1). */
export interface VerifyMatch {
  readonly mode: 'verify';
  readonly card: CardCheck;
  /** To the owner's nearest template. Absent when the owner has none of this model. */
  readonly distanceL2?: number | undefined;
}

/** Of a site, a building or a door; the strictest of the three counts. */
export type LockdownState = 'normal' | 'lockdown';

/** Everything that a decision rests on. Looked up by the caller; the policy itself asks nobody. */
export interface DecisionInput {
  /** Wall clock, ms since the epoch. */
  readonly now: number;
  /** Absent when the roster does not know the door. */
  readonly door?: DoorPolicy | undefined;
  /** Of the model that made the embedding, for the mode of the match (1:N wants a stricter one than 1:1). */
  readonly thresholds: Thresholds;
  /** Of the picture, 0 to 1; of several, the best. */
  readonly quality: number;
  /** Of the picture; of several, of their templates fused into one. */
  readonly match: IdentifyMatch | VerifyMatch;
  /** Each picture by itself. Absent: there is one, and the match is its own. */
  readonly frames?: readonly FrameMatch[] | undefined;
  /** Of the PAD stage. Absent when the door has none, or it broke down. */
  readonly pad?: PadEvidence | undefined;
  /** The person of the match or the card. Absent when there is none, or it has been erased since. */
  readonly person?: Person | undefined;
  /** Whom the person is registered to look like. Any raise the bar; absent or empty leaves it. */
  readonly lookalikes?: readonly Lookalike[] | undefined;
  /** The person's grants for this door. */
  readonly grants: readonly Grant[];
  /** IANA zone of the building. */
  readonly timeZone: string;
  /** Of the building and its site, at least those of yesterday and today. @defaultValue none */
  readonly holidays?: readonly Holiday[] | undefined;
  /** @defaultValue 'normal' */
  readonly lockdown?: LockdownState | undefined;
  /** What borders the door lies on. @defaultValue none */
  readonly passageRules?: PassageRules | undefined;
  /** Who has passed where. Absent: not read, and what depends on it is denied. */
  readonly passageState?: PassageState | undefined;
}
