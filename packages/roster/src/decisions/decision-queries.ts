import type { Statement } from '../database/database.ts';
import type { DecisionRow } from './decision.ts';

export const SELECTED_COLUMNS = `
  id, request_id AS "requestId", door, door_id AS "doorId", boot_id AS "bootId", seq::float8 AS seq, mode,
  person_id AS "personId", action, reason, distance_l2 AS "distanceL2", second_distance_l2 AS "secondDistanceL2",
  threshold_l2 AS "thresholdL2", margin_l2 AS "marginL2", model_id AS "modelId", policy_version AS "policyVersion",
  quality, captured_at AS "capturedAt", decided_at AS "decidedAt", latency, frames, pad,
  ack_outcome AS "ackOutcome", ack_reason AS "ackReason", acked_at AS "ackedAt"`;

/** What a decision is inserted with; its acknowledgement comes later. */
export const DECISION_COLUMNS = [
  'id',
  'request_id',
  'door',
  'door_id',
  'boot_id',
  'seq',
  'mode',
  'person_id',
  'action',
  'reason',
  'distance_l2',
  'second_distance_l2',
  'threshold_l2',
  'margin_l2',
  'model_id',
  'policy_version',
  'quality',
  'captured_at',
  'decided_at',
  'latency',
  'frames',
  'pad',
] as const;

/** In the order of `DECISION_COLUMNS`. */
export function decisionValues(row: DecisionRow): unknown[] {
  return [
    row.id,
    row.requestId,
    row.door,
    row.doorId,
    row.bootId,
    row.seq,
    row.mode,
    row.personId,
    row.action,
    row.reason,
    row.distanceL2,
    row.secondDistanceL2,
    row.thresholdL2,
    row.marginL2,
    row.modelId,
    row.policyVersion,
    row.quality,
    row.capturedAt,
    row.decidedAt,
    JSON.stringify(row.latency),
    row.frames && JSON.stringify(row.frames),
    row.pad && JSON.stringify(row.pad),
  ];
}

export const FIND_BY_REQUEST_IDS: Statement = {
  name: 'find-decisions',
  text: `SELECT ${SELECTED_COLUMNS} FROM decisions WHERE request_id = ANY ($1::uuid[])`,
};

export const FIND_BY_IDS: Statement = {
  name: 'find-decisions-by-id',
  text: `SELECT ${SELECTED_COLUMNS} FROM decisions WHERE id = ANY ($1::uuid[])`,
};

/** One row for each decision, with as little as tells it apart. */
export const DECISION_IDS: Statement = {
  name: 'decision-ids',
  text: `
    SELECT id, request_id AS "requestId", ack_outcome IS NOT NULL AS acknowledged FROM decisions
    WHERE request_id = ANY ($1::uuid[])`,
};

/** Of several, given as four lists, those that have none yet. */
export const ACKNOWLEDGE: Statement = {
  name: 'acknowledge-decisions',
  text: `
    UPDATE decisions d SET ack_outcome = a.outcome, ack_reason = a.reason, acked_at = a.at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS a(request_id, outcome, reason, at)
    WHERE d.request_id = a.request_id AND d.acked_at IS NULL
    RETURNING d.id, d.request_id AS "requestId", d.door`,
};

export const LIST: Statement = {
  name: 'list-decisions',
  text: `
    SELECT ${SELECTED_COLUMNS} FROM decisions
    WHERE ($1::text IS NULL OR door = $1) AND ($2::uuid IS NULL OR person_id = $2)
      AND ($3::timestamptz IS NULL OR decided_at >= $3)
    ORDER BY decided_at DESC, id DESC LIMIT $4`,
};
