import type { JsonValue } from '../audit/canonical-json.ts';
import type { PadDemand } from '../places/place.ts';

export type DecisionMode = 'identify' | 'verify';
export type DecisionAction = 'unlock' | 'deny';
export type AckOutcome = 'actuated' | 'refused' | 'shown';

/** Milliseconds by stage, such as `{ match: 0.4, total: 3.1 }`. */
export type DecisionLatency = Readonly<Record<string, number>>;

/** What one picture showed by itself. */
export interface DecidedFrame {
  readonly capturedAt: number;
  /** 0 to 1 */
  readonly quality?: number;
  /** The nearest person, or the card's owner. Opaque, and it outlives the person. */
  readonly personId?: string;
  readonly distanceL2?: number;
  readonly secondDistanceL2?: number;
  /** Whether this picture alone shows whom all of them show together. */
  readonly agrees: boolean;
}

/** How many pictures of the person the door asked for, how many of them had to agree, and what each showed. */
export interface DecidedFrames {
  readonly agreeing: number;
  readonly demanded: number;
  /** In the order in which they were taken. */
  readonly seen: readonly DecidedFrame[];
}

/** What the door demanded against presentation attacks at that time, and what was found. */
export interface DecidedPad {
  /** Absent where nobody had decided for the door yet. */
  readonly demand?: PadDemand | undefined;
  /** In force where a score was asked for. */
  readonly minScore?: number | undefined;
  /** 0 (surely an attack) to 1 (surely a person); of several pictures, the least. Absent when none came. */
  readonly score?: number | undefined;
  /** Absent when no challenge was given. */
  readonly challenge?: 'performed' | 'failed' | 'expired' | undefined;
}

export interface NewDecision {
  /** UUID. @defaultValue a new one */
  id?: string | undefined;
  /** UUID of the observation, the correlation id from camera to lock. One decision for each, for ever. */
  requestId: string;
  /** `site/building/edge/door`, kept even if no such door is known. */
  door: string;
  doorId?: string | undefined;
  /** UUID of the edge's boot. */
  bootId: string;
  /** The edge's sequence number within that boot, 0 or more. */
  seq: number;
  mode: DecisionMode;
  /** Opaque, and it outlives the person. */
  personId?: string | undefined;
  action: DecisionAction;
  /** A reason code of `@portero/access`. */
  reason: string;
  /** To the nearest person; of several pictures, from their fused template. */
  distanceL2?: number | undefined;
  /** To the second nearest person. */
  secondDistanceL2?: number | undefined;
  thresholdL2?: number | undefined;
  marginL2?: number | undefined;
  frames?: DecidedFrames | undefined;
  pad?: DecidedPad | undefined;
  modelId: string;
  policyVersion: string;
  /** 0 to 1; of several pictures, the best. */
  quality: number;
  /** Of several pictures, the newest. */
  capturedAt: Date;
  decidedAt: Date;
  latency?: DecisionLatency | undefined;
  basis?: DecisionBasis | undefined;
}

/**
 * What a decision rested on beyond its row; it goes into the audit log only. Ids and numbers, never a name or an
 * embedding.
 */
export interface DecisionBasis {
  readonly [name: string]: JsonValue | undefined;
}

export interface DecisionRow {
  readonly id: string;
  readonly requestId: string;
  readonly door: string;
  readonly doorId?: string;
  readonly bootId: string;
  readonly seq: number;
  readonly mode: DecisionMode;
  readonly personId?: string;
  readonly action: DecisionAction;
  readonly reason: string;
  readonly distanceL2?: number;
  readonly secondDistanceL2?: number;
  readonly thresholdL2?: number;
  readonly marginL2?: number;
  /** Absent when nothing was compared. */
  readonly frames?: DecidedFrames;
  /** Absent when nothing was demanded and nothing found. */
  readonly pad?: DecidedPad;
  readonly modelId: string;
  readonly policyVersion: string;
  readonly quality: number;
  readonly capturedAt: Date;
  readonly decidedAt: Date;
  readonly latency: DecisionLatency;
  readonly ackOutcome?: AckOutcome;
  readonly ackReason?: string;
  readonly ackedAt?: Date;
}

/** `recorded` is what stands in the database: for a duplicate, the earlier decision. */
export interface RecordedDecision {
  readonly recorded: DecisionRow;
  readonly duplicate: boolean;
}

export interface DecisionIds {
  readonly id: string;
  readonly requestId: string;
  /** Whether the door has said what it did. */
  readonly acknowledged: boolean;
}

export type AcknowledgeResult = 'acknowledged' | 'already_acknowledged' | 'unknown_request' | 'wrong_door';

export interface DecisionRepository {
  /**
   * Committed to disk when it returns. Of several with one request id, whoever asks, the first wins and all get it.
   * @throws {RosterError} INVALID_INPUT, or a retryable one
   */
  record(decision: NewDecision): Promise<RecordedDecision>;
  /**
   * The first acknowledgement stays. Those that come at the same time share a transaction.
   * @param door that speaks; of another door's decision it has nothing to say. @defaultValue any
   */
  acknowledge(
    requestId: string,
    outcome: AckOutcome,
    reason: string | undefined,
    at: Date,
    door?: string,
  ): Promise<AcknowledgeResult>;
  findByRequestId(requestId: string): Promise<DecisionRow | undefined>;
  /** Which decisions requests have got, as far as they have; for whoever counts many. */
  listIds(requestIds: readonly string[]): Promise<DecisionIds[]>;
  /** Newest first. @param filter.limit 1 to 1000, @defaultValue 100 */
  list(filter?: {
    /** Address of a door. */
    door?: string | undefined;
    personId?: string | undefined;
    limit?: number | undefined;
    /** Decided at or after. */
    since?: Date | undefined;
  }): Promise<DecisionRow[]>;
}
