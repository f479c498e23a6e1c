import type { Statement } from '../database/database.ts';

const BUILDING = `
  SELECT b.id, s.slug || '/' || b.slug AS address, s.id AS "siteId", s.slug AS site, b.slug AS building,
         b.time_zone AS "timeZone", b.target_fpir AS "targetFpir", b.pool, b.created_at AS "createdAt"
  FROM buildings b JOIN sites s ON s.id = b.site_id`;

const EDGE = `
  SELECT e.id, s.slug || '/' || b.slug || '/' || e.slug AS address, b.id AS "buildingId",
         s.slug AS site, b.slug AS building, e.slug AS edge, e.public_jwk AS "publicJwk",
         e.revoked_at AS "revokedAt", e.created_at AS "createdAt"
  FROM edges e JOIN buildings b ON b.id = e.building_id JOIN sites s ON s.id = b.site_id`;

export const DOOR = `
  SELECT d.id, s.slug || '/' || b.slug || '/' || e.slug || '/' || d.slug AS address,
         e.id AS "edgeId", b.id AS "buildingId", s.id AS "siteId",
         s.slug AS site, b.slug AS building, e.slug AS edge, d.slug AS door, b.time_zone AS "timeZone",
         d.escort_seconds AS "escortSeconds", d.escort_visitors AS "escortVisitors",
         d.mode, d.pulse_ms AS "pulseMs", d.fail_mode AS "failMode", d.threshold_l2 AS "thresholdL2",
         d.margin_l2 AS "marginL2", d.target_fpir AS "targetFpir", d.min_quality AS "minQuality",
         d.frames_agreeing AS "framesAgreeing", d.frames_demanded AS "framesDemanded",
         d.pad, d.min_pad_score AS "minPadScore", d.active, d.created_at AS "createdAt"
  FROM doors d JOIN edges e ON e.id = d.edge_id
  JOIN buildings b ON b.id = e.building_id JOIN sites s ON s.id = b.site_id`;

export const FIND_BUILDING: Statement = {
  name: 'find-building',
  text: `${BUILDING} WHERE s.slug = $1 AND b.slug = $2`,
};

export const LIST_BUILDINGS: Statement = {
  name: 'list-buildings',
  text: `${BUILDING} ORDER BY s.slug, b.slug`,
};

export const FIND_EDGE: Statement = {
  name: 'find-edge',
  text: `${EDGE} WHERE s.slug = $1 AND b.slug = $2 AND e.slug = $3`,
};

/** Of one site and building, or all when both are null. */
export const LIST_EDGES: Statement = {
  name: 'list-edges',
  text: `${EDGE} WHERE ($1::text IS NULL OR s.slug = $1) AND ($2::text IS NULL OR b.slug = $2)
    ORDER BY s.slug, b.slug, e.slug`,
};

export const FIND_DOOR: Statement = {
  name: 'find-door',
  text: `${DOOR} WHERE s.slug = $1 AND b.slug = $2 AND e.slug = $3 AND d.slug = $4`,
};

/** Below a site, building and edge, each of which may be null for any. */
export const LIST_DOORS: Statement = {
  name: 'list-doors',
  text: `${DOOR} WHERE ($1::text IS NULL OR s.slug = $1) AND ($2::text IS NULL OR b.slug = $2)
    AND ($3::text IS NULL OR e.slug = $3) ORDER BY s.slug, b.slug, e.slug, d.slug`,
};

export const ENSURE_SITE: Statement = {
  name: 'ensure-site',
  text: 'INSERT INTO sites (id, slug) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING',
};

export const SET_TARGET_FPIR: Statement = {
  name: 'set-target-fpir',
  text: 'UPDATE buildings SET target_fpir = $2 WHERE id = $1',
};

export const SET_POOL: Statement = {
  name: 'set-pool',
  text: 'UPDATE buildings SET pool = $2 WHERE id = $1',
};

/** A time zone that is given replaces the one that is there. */
export const ENSURE_BUILDING: Statement = {
  name: 'ensure-building',
  text: `
    INSERT INTO buildings (id, site_id, slug, time_zone)
    SELECT $1, s.id, $3, coalesce($4, 'UTC') FROM sites s WHERE s.slug = $2
    ON CONFLICT (site_id, slug) DO UPDATE SET time_zone = $4
    WHERE $4::text IS NOT NULL AND buildings.time_zone <> $4`,
};
