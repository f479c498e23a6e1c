import type { CrossingDirection } from '../areas/area.ts';
import type { NewDecision, RecordedDecision } from '../decisions/decision.ts';
import type { DoorRules } from './door-rules.ts';

/**
 * How long an unlock without an acknowledgement may still become a passage: a command is good for three seconds, and the
 * lock acknowledges at once. Until then it counts where that is the stricter, afterwards nobody has passed.
 */
export const PENDING_MS = 10_000;

/**
 * What is known of an area when a person asks to cross its border. Counts are of others, and 0 where no rule of the area
 * asks how many are inside.
 */
export interface AreaSituation {
  readonly areaId: string;
  /** Their last crossing: an acknowledged one, or an entry that may still be acknowledged. */
  readonly lastDirection?: CrossingDirection;
  readonly lastAt?: Date;
  /** Who entered or may be entering. */
  readonly possiblyInside: number;
  /** Who entered and is not leaving just now. */
  readonly surelyInside: number;
  /** When somebody else who may enter last asked to, within the time of the two-person rule. */
  readonly secondPersonAskedAt?: Date;
}

/** An unlock of somebody who may bring visitors in. */
export interface EscortSituation {
  readonly decisionId: string;
  readonly at: Date;
  /** Who came in by it, or may be coming. */
  readonly visitors: number;
}

/** Who has passed where, and what holds at the door, as of one moment that nobody else changes meanwhile. */
export interface DoorSituation {
  readonly rules: DoorRules;
  readonly areas: readonly AreaSituation[];
  readonly escorts: readonly EscortSituation[];
}

export interface NewCrossing {
  areaId: string;
  direction: CrossingDirection;
  /** Against the rule of an area that only marks it. */
  violation: boolean;
}

/** A decision with what its unlock does to areas and escorts. */
export interface SettledDecision {
  decision: NewDecision;
  crossings?: readonly NewCrossing[] | undefined;
  /** Of the escort's unlock. */
  escortDecisionId?: string | undefined;
}

export interface PassageQuestion {
  doorId: string;
  /** `site/building/edge/door` */
  door: string;
  personId: string;
  requestId: string;
  /** Whether the person needs an escort: only then is one looked for. */
  escorted: boolean;
  /** How far back escorts are looked for when the door does not say, seconds. */
  escortSeconds: number;
}

export interface PassageRecorder {
  /**
   * Locks the areas of the door, reads the situation, lets `settle` decide, and records its decision together with its
   * passages, in one transaction: of two who ask for the last place, on any coordinators, the second sees the first.
   *
   * Of a request that has a decision already, that one is given back and `settle` is not asked.
   *
   * @param settle pure; asked again when the transaction has to be repeated
   * @throws {RosterError} INVALID_INPUT, NOT_FOUND when the door is gone, or a retryable one
   */
  record(
    question: PassageQuestion,
    settle: (situation: DoorSituation, now: Date) => SettledDecision,
  ): Promise<RecordedDecision>;
}
