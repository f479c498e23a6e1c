import type { Statement } from '../database/database.ts';
import type { DecisionRow } from './decision.ts';

export const SELECTED_COLUMNS = `
  id, request_id AS "requestId", door, door_id AS "doorId", boot_id AS "bootId", seq::float8 AS seq, mode,
  person_id AS "personId", action, reason, distance_l2 AS "distanceL2", second_distance_l2 AS "secondDistanceL2",
  threshold_l2 AS "thresholdL2", margin_l2 AS "marginL2", model_id AS "modelId", policy_version AS "policyVersion",
  quality, captured_at AS "capturedAt", decided_at AS "decidedAt", latency, frames, pad,
  ack_outcome AS "ackOutcome", ack_reason AS "ackReason", acked_at AS "ackedAt"`;

interface DecisionColumn {
  readonly type: string;
  /** Its member of a row. */
  readonly of: keyof DecisionRow;
}

/** What a decision is inserted with; its acknowledgement comes later. */
export const DECISION_COLUMNS: Readonly<Record<string, DecisionColumn>> = {
  id: { type: 'uuid', of: 'id' },
  request_id: { type: 'uuid', of: 'requestId' },
  door: { type: 'text', of: 'door' },
  door_id: { type: 'uuid', of: 'doorId' },
  boot_id: { type: 'uuid', of: 'bootId' },
  seq: { type: 'bigint', of: 'seq' },
  mode: { type: 'text', of: 'mode' },
  person_id: { type: 'uuid', of: 'personId' },
  action: { type: 'text', of: 'action' },
  reason: { type: 'text', of: 'reason' },
  distance_l2: { type: 'float8', of: 'distanceL2' },
  second_distance_l2: { type: 'float8', of: 'secondDistanceL2' },
  threshold_l2: { type: 'float8', of: 'thresholdL2' },
  margin_l2: { type: 'float8', of: 'marginL2' },
  model_id: { type: 'text', of: 'modelId' },
  policy_version: { type: 'text', of: 'policyVersion' },
  quality: { type: 'float8', of: 'quality' },
  captured_at: { type: 'timestamptz', of: 'capturedAt' },
  decided_at: { type: 'timestamptz', of: 'decidedAt' },
  latency: { type: 'jsonb', of: 'latency' },
  frames: { type: 'jsonb', of: 'frames' },
  pad: { type: 'jsonb', of: 'pad' },
};

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

/** Of several, given as five lists, those that have none yet; where a door is given, only of a decision at that door. */
export const ACKNOWLEDGE: Statement = {
  name: 'acknowledge-decisions',
  text: `
    UPDATE decisions d SET ack_outcome = a.outcome, ack_reason = a.reason, acked_at = a.at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS a(request_id, outcome, reason, at, door)
    WHERE d.request_id = a.request_id AND d.acked_at IS NULL AND (a.door IS NULL OR a.door = d.door)
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
