import type { AckOutcome, DecisionBasis, DecisionRow } from '../decisions/decision.ts';
import type { JsonValue } from './canonical-json.ts';
import type { EntryDraft } from './chain.ts';

/**
 * The entry of a decision, from this list of fields and no others: a column that is added to the table enters the log
 * when it is added here.
 */
export function decisionDraft(row: DecisionRow, basis: DecisionBasis | undefined): EntryDraft {
  return {
    action: 'decision.made',
    subject: row.id,
    ...(row.personId !== undefined && { person: row.personId }),
    door: row.door,
    details: { ...rowDetails(row), ...(basis && { basis: plain(basis) }) },
  };
}

/** The part of the details that the row in the table of decisions has to agree with. */
export function rowDetails(row: DecisionRow): EntryDraft['details'] {
  return {
    requestId: row.requestId,
    doorId: row.doorId,
    bootId: row.bootId,
    seq: row.seq,
    mode: row.mode,
    action: row.action,
    reason: row.reason,
    distanceL2: row.distanceL2,
    secondDistanceL2: row.secondDistanceL2,
    thresholdL2: row.thresholdL2,
    marginL2: row.marginL2,
    frames: row.frames && plain(row.frames),
    pad: row.pad && plain(row.pad),
    modelId: row.modelId,
    policyVersion: row.policyVersion,
    quality: row.quality,
    capturedAt: isoOf(row.capturedAt),
    decidedAt: isoOf(row.decidedAt),
    latency: row.latency,
  };
}

/** A row that somebody has tampered with may lack its times. */
function isoOf(time: Date | undefined): string | undefined {
  return time?.toISOString();
}

/** What a door reported of the command that it was sent. */
export interface Acknowledged {
  readonly id: string;
  readonly requestId: string;
  readonly door: string;
  readonly outcome: AckOutcome;
  readonly reason?: string | undefined;
  readonly at: Date;
}

export function acknowledgementDraft({ id, door, ...rest }: Acknowledged): EntryDraft {
  return {
    action: 'decision.acknowledged',
    subject: id,
    door,
    details: acknowledgementDetails(rest),
  };
}

export function acknowledgementDetails({
  requestId,
  outcome,
  reason,
  at,
}: Pick<Acknowledged, 'requestId' | 'outcome' | 'reason' | 'at'>): EntryDraft['details'] {
  return { requestId, outcome, reason, ackedAt: at.toISOString() };
}

/** An interface with optional members, as the JSON that it is. */
function plain(value: object): JsonValue {
  return value as JsonValue;
}
