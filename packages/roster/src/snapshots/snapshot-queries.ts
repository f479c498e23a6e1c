import type { Statement } from '../database/database.ts';

/** Those of the current master key: a rotation destroys the others. */
export const SNAPSHOT_KEYS: Statement = {
  name: 'gallery-snapshot-keys',
  text: `
    SELECT k.bucket, k.wrapped_key AS "wrappedKey", k.master_key_id AS "masterKeyId",
      k.must_hold::float8 AS "mustHold"
    FROM gallery_snapshot_keys k JOIN master_keys m ON m.id = k.master_key_id AND m.is_current
    WHERE k.building_id = $1 AND k.model_id = $2`,
};

/** That of the outbox, which everybody holds who changes the roster until they have committed. */
export const LOCK_CHANGES: Statement = {
  name: 'lock-changes',
  text: 'SELECT pg_advisory_xact_lock(1886351988, 1)',
};

/** After `LOCK_CHANGES`. Leaves keys alone that are there already, and does nothing when the master key is no longer the current one. */
export const ADD_SNAPSHOT_KEYS: Statement = {
  name: 'add-gallery-snapshot-keys',
  text: `
    WITH current AS (SELECT id FROM master_keys WHERE id = $5 AND is_current FOR SHARE)
    INSERT INTO gallery_snapshot_keys AS kept (building_id, model_id, bucket, wrapped_key, master_key_id, must_hold)
    SELECT $1, $2, new.bucket, new.wrapped_key, current.id, (SELECT coalesce(max(seq), 0) FROM roster_changes)
    FROM unnest($3::smallint[], $4::bytea[]) AS new (bucket, wrapped_key), current
    ON CONFLICT (building_id, model_id, bucket) DO UPDATE
    SET wrapped_key = EXCLUDED.wrapped_key, master_key_id = EXCLUDED.master_key_id,
      must_hold = EXCLUDED.must_hold, created_at = now()
    WHERE kept.master_key_id <> EXCLUDED.master_key_id`,
};

/** Snapshots are made again; what an old master key opens is to become less. */
export const DROP_SNAPSHOT_KEYS: Statement = {
  name: 'drop-gallery-snapshot-keys',
  text: 'DELETE FROM gallery_snapshot_keys WHERE master_key_id <> $1',
};
