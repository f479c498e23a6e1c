import type { Statement } from '../database/database.ts';

const COLUMNS = `
  id, request_id AS "requestId", door, door_id AS "doorId", boot_id AS "bootId", seq::float8 AS seq, mode,
  person_id AS "personId", action, reason, distance_l2 AS "distanceL2", second_distance_l2 AS "secondDistanceL2",
  threshold_l2 AS "thresholdL2", margin_l2 AS "marginL2", model_id AS "modelId", policy_version AS "policyVersion",
  quality, captured_at AS "capturedAt", decided_at AS "decidedAt", latency, frames, pad,
  ack_outcome AS "ackOutcome", ack_reason AS "ackReason", acked_at AS "ackedAt"`;

/** Gives no row when the request has a decision already. */
export const RECORD: Statement = {
  name: 'record-decision',
  text: `
    INSERT INTO decisions (
      id, request_id, door, door_id, boot_id, seq, mode, person_id, action, reason, distance_l2, second_distance_l2,
      threshold_l2, margin_l2, model_id, policy_version, quality, captured_at, decided_at, latency,
      frames, pad)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
      $22)
    ON CONFLICT (request_id) DO NOTHING
    RETURNING ${COLUMNS}`,
};

export const FIND_BY_REQUEST_ID: Statement = {
  name: 'find-decision',
  text: `SELECT ${COLUMNS} FROM decisions WHERE request_id = $1`,
};

export const ACKNOWLEDGE: Statement = {
  name: 'acknowledge-decision',
  text: `
    UPDATE decisions SET ack_outcome = $2, ack_reason = $3, acked_at = $4
    WHERE request_id = $1 AND acked_at IS NULL RETURNING id`,
};

export const LIST: Statement = {
  name: 'list-decisions',
  text: `
    SELECT ${COLUMNS} FROM decisions
    WHERE ($1::text IS NULL OR door = $1) AND ($2::uuid IS NULL OR person_id = $2)
      AND ($3::timestamptz IS NULL OR decided_at >= $3)
    ORDER BY decided_at DESC, id DESC LIMIT $4`,
};
