import type { Statement } from '../database/database.ts';

/** First the door, then its areas in one order: whoever waits here holds nothing that somebody before it waits for. */
export const LOCK_DOOR: Statement = {
  name: 'lock-door',
  text: 'SELECT id FROM doors WHERE id = $1 FOR NO KEY UPDATE',
};

export const LOCK_AREAS: Statement = {
  name: 'lock-areas',
  text: `
    SELECT id FROM areas WHERE id IN (SELECT area_id FROM area_doors WHERE door_id = $1)
    ORDER BY id FOR NO KEY UPDATE`,
};

/**
 * Whether a passage p with its decision d counts in its area a at the time $2: acknowledged, or younger than $3 ms and not
 * acknowledged yet; not forgotten, and not from before a reset.
 */
const COUNTS = `
  p.at > $2::timestamptz - make_interval(hours => a.forget_after_hours)
  AND (d.ack_outcome = 'actuated'
    OR d.ack_outcome IS NULL AND p.at > $2::timestamptz - make_interval(secs => $3::float8 / 1000))
  AND NOT EXISTS (
    SELECT FROM area_resets r
    WHERE r.area_id = p.area_id AND r.at >= p.at AND (r.person_id IS NULL OR r.person_id = p.person_id))`;

/** Of each person, the last crossing of the areas $1 as it may be, and as it surely is. */
const CROSSINGS = `
  crossings AS (
    SELECT p.area_id, p.person_id, p.direction, p.at, p.decision_id, d.ack_outcome IS NOT NULL AS acknowledged
    FROM passages p JOIN decisions d ON d.id = p.decision_id JOIN areas a ON a.id = p.area_id
    WHERE p.area_id = ANY ($1::uuid[]) AND ${COUNTS}),
  possibly AS (
    SELECT DISTINCT ON (area_id, person_id) * FROM crossings WHERE acknowledged OR direction = 'entry'
    ORDER BY area_id, person_id, at DESC, decision_id DESC),
  surely AS (
    SELECT DISTINCT ON (area_id, person_id) * FROM crossings WHERE acknowledged OR direction = 'exit'
    ORDER BY area_id, person_id, at DESC, decision_id DESC)`;

/** Nobody is counted where no rule of the area asks how many are inside: that is what costs. */
const others = (crossings: 'possibly' | 'surely') => `
  CASE WHEN num_nonnulls(a.max_persons, a.second_person_seconds) = 0 THEN 0 ELSE (
    SELECT count(*)::int FROM ${crossings} c
    WHERE c.area_id = a.id AND c.direction = 'entry' AND c.person_id <> $4) END`;

/** For the person $4. Who was refused for want of a second person, or let in, is one for somebody else. */
export const AREA_SITUATIONS: Statement = {
  name: 'area-situations',
  text: `
    WITH ${CROSSINGS}
    SELECT a.id AS "areaId", last.direction AS "lastDirection", last.at AS "lastAt",
      ${others('possibly')} AS "possiblyInside", ${others('surely')} AS "surelyInside",
      (SELECT max(d.decided_at) FROM decisions d JOIN area_doors x ON x.door_id = d.door_id
       WHERE x.area_id = a.id AND x.direction = 'entry' AND d.person_id <> $4
         AND d.decided_at > $2::timestamptz - make_interval(secs => a.second_person_seconds)
         AND (d.reason = 'second_person_required'
           OR d.action = 'unlock' AND (d.ack_outcome = 'actuated' OR d.ack_outcome IS NULL))) AS "secondPersonAskedAt"
    FROM areas a LEFT JOIN LATERAL (
      SELECT p.direction, p.at FROM passages p JOIN decisions d ON d.id = p.decision_id
      WHERE p.area_id = a.id AND p.person_id = $4 AND ${COUNTS}
        AND (d.ack_outcome IS NOT NULL OR p.direction = 'entry')
      ORDER BY p.at DESC, p.decision_id DESC LIMIT 1) last ON true
    WHERE a.id = ANY ($1::uuid[])`,
};

export const INSIDE_AREA: Statement = {
  name: 'inside-area',
  text: `
    WITH ${CROSSINGS}
    SELECT person_id AS "personId", at AS since, acknowledged FROM possibly WHERE direction = 'entry' ORDER BY at, person_id`,
};

/** At the door $1, since $2 seconds before $3. A visitor whose own unlock was not carried out has used nobody up. */
export const ESCORTS: Statement = {
  name: 'escorts',
  text: `
    SELECT d.id AS "decisionId", d.decided_at AS at,
      (SELECT count(*)::int FROM escort_uses u JOIN decisions v ON v.id = u.decision_id
       WHERE u.escort_decision_id = d.id
         AND (v.ack_outcome = 'actuated' OR v.ack_outcome IS NULL
           AND v.decided_at > $3::timestamptz - make_interval(secs => $4::float8 / 1000))) AS visitors
    FROM decisions d JOIN persons p ON p.id = d.person_id
    WHERE d.door = $1 AND d.action = 'unlock' AND (d.ack_outcome = 'actuated' OR d.ack_outcome IS NULL)
      AND d.decided_at > $3::timestamptz - make_interval(secs => $2::float8)
      AND p.may_escort AND p.status = 'active'`,
};

export const ADD_PASSAGES: Statement = {
  name: 'add-passages',
  text: `
    INSERT INTO passages (decision_id, area_id, direction, person_id, at, violation)
    SELECT $1, c.area_id, c.direction, $2, $3, c.violation
    FROM unnest($4::uuid[], $5::text[], $6::boolean[]) AS c(area_id, direction, violation)`,
};

export const USE_ESCORT: Statement = {
  name: 'use-escort',
  text: 'INSERT INTO escort_uses (decision_id, escort_decision_id) VALUES ($1, $2)',
};
