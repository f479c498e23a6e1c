-- CreateTable
CREATE TABLE "gallery_snapshot_keys" (
    "building_id" UUID NOT NULL,
    "model_id" TEXT NOT NULL,
    "bucket" SMALLINT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "must_hold" BIGINT NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gallery_snapshot_keys_pkey" PRIMARY KEY ("building_id","model_id","bucket")
);

-- AddForeignKey
ALTER TABLE "gallery_snapshot_keys" ADD CONSTRAINT "gallery_snapshot_keys_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gallery_snapshot_keys" ADD CONSTRAINT "gallery_snapshot_keys_master_key_id_fkey" FOREIGN KEY ("master_key_id") REFERENCES "master_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say. The bucket of a person is the last byte of their id.
ALTER TABLE "gallery_snapshot_keys"
  ADD CONSTRAINT "gallery_snapshot_keys_bucket_check" CHECK ("bucket" BETWEEN 0 AND 255);

-- Whoever destroys a template destroys the key of every part of a snapshot that may hold it, in the same transaction. The
-- lock is that of the outbox: who makes a key takes it too, and so either sees this change or has its key destroyed.
CREATE FUNCTION "destroy_gallery_snapshot_keys"("person_ids" UUID[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(person_ids) > 0 THEN
    PERFORM pg_advisory_xact_lock(1886351988, 1);
    DELETE FROM "gallery_snapshot_keys"
      WHERE "bucket" IN (SELECT get_byte(uuid_send(id), 15) FROM unnest(person_ids) AS id);
  END IF;
END $$;

CREATE FUNCTION "templates_destroyed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM destroy_gallery_snapshot_keys(ARRAY(SELECT DISTINCT person_id FROM before));
  RETURN NULL;
END $$;

CREATE FUNCTION "templates_replaced"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM destroy_gallery_snapshot_keys(ARRAY(
    SELECT DISTINCT before.person_id FROM before LEFT JOIN changed USING (id)
    WHERE before.ciphertext IS DISTINCT FROM changed.ciphertext OR before.person_id IS DISTINCT FROM changed.person_id));
  RETURN NULL;
END $$;

CREATE TRIGGER "templates_destroyed" AFTER DELETE ON "templates"
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION "templates_destroyed"();
CREATE TRIGGER "templates_replaced" AFTER UPDATE ON "templates"
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "templates_replaced"();
