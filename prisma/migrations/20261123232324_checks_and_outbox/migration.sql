-- What Prisma's schema language cannot say: checks, partial indexes, and the outbox that triggers write.

ALTER TABLE "sites"
  ADD CONSTRAINT "sites_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');

ALTER TABLE "buildings"
  ADD CONSTRAINT "buildings_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  ADD CONSTRAINT "buildings_time_zone_check" CHECK ("time_zone" <> '');

ALTER TABLE "edges"
  ADD CONSTRAINT "edges_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');

-- In float8 NaN is greater than everything, so an upper bound keeps it out too.
ALTER TABLE "doors"
  ADD CONSTRAINT "doors_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  ADD CONSTRAINT "doors_mode_check" CHECK ("mode" IN ('identify', 'verify', 'either')),
  ADD CONSTRAINT "doors_pulse_ms_check" CHECK ("pulse_ms" BETWEEN 100 AND 30000),
  ADD CONSTRAINT "doors_fail_mode_check" CHECK ("fail_mode" IN ('secure', 'safe')),
  ADD CONSTRAINT "doors_threshold_l2_check" CHECK ("threshold_l2" > 0 AND "threshold_l2" < 'Infinity'),
  ADD CONSTRAINT "doors_margin_l2_check" CHECK ("margin_l2" >= 0 AND "margin_l2" < 'Infinity'),
  ADD CONSTRAINT "doors_min_quality_check" CHECK ("min_quality" BETWEEN 0 AND 1);

ALTER TABLE "persons"
  ADD CONSTRAINT "persons_display_name_check" CHECK (char_length("display_name") BETWEEN 1 AND 200),
  ADD CONSTRAINT "persons_external_id_check" CHECK (char_length("external_id") BETWEEN 1 AND 200),
  ADD CONSTRAINT "persons_status_check" CHECK ("status" IN ('active', 'suspended'));

ALTER TABLE "cards"
  ADD CONSTRAINT "cards_token_hash_check" CHECK (octet_length("token_hash") = 32),
  ADD CONSTRAINT "cards_status_check" CHECK ("status" IN ('active', 'revoked')),
  ADD CONSTRAINT "cards_revoked_at_check" CHECK (("status" = 'revoked') = ("revoked_at" IS NOT NULL)),
  ADD CONSTRAINT "cards_validity_check" CHECK ("valid_until" > "valid_from");

ALTER TABLE "templates"
  ADD CONSTRAINT "templates_dimension_check" CHECK ("dimension" BETWEEN 1 AND 1024),
  ADD CONSTRAINT "templates_embedding_check" CHECK (octet_length("embedding") = 4 * "dimension"),
  ADD CONSTRAINT "templates_quality_check" CHECK ("quality" BETWEEN 0 AND 1);

ALTER TABLE "access_grants"
  ADD CONSTRAINT "access_grants_place_check" CHECK (num_nonnulls("building_id", "door_id") = 1),
  ADD CONSTRAINT "access_grants_validity_check" CHECK ("valid_until" > "valid_from");

ALTER TABLE "decisions"
  ADD CONSTRAINT "decisions_seq_check" CHECK ("seq" >= 0),
  ADD CONSTRAINT "decisions_mode_check" CHECK ("mode" IN ('identify', 'verify')),
  ADD CONSTRAINT "decisions_action_check" CHECK ("action" IN ('unlock', 'deny')),
  ADD CONSTRAINT "decisions_quality_check" CHECK ("quality" BETWEEN 0 AND 1),
  ADD CONSTRAINT "decisions_ack_outcome_check" CHECK ("ack_outcome" IN ('actuated', 'refused', 'shown')),
  ADD CONSTRAINT "decisions_acked_at_check" CHECK (("ack_outcome" IS NULL) = ("acked_at" IS NULL));

ALTER TABLE "roster_changes"
  ADD CONSTRAINT "roster_changes_kind_check" CHECK ("kind" IN ('person', 'card', 'template', 'grant', 'place')),
  ADD CONSTRAINT "roster_changes_person_id_check" CHECK (("kind" = 'place') = ("person_id" IS NULL));

-- The outbox. Invariant: the order of seq is the order of commits, so that a reader who has seen n has missed nothing
-- below n. Whoever changes the roster takes one advisory lock before drawing a number and holds it until the commit.
-- 1886351988, 'port' in ASCII, is the class of all advisory locks of Portero, and 1 is the outbox.
CREATE FUNCTION "append_roster_changes"("kind" TEXT, "person_ids" UUID[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(person_ids) > 0 THEN
    PERFORM pg_advisory_xact_lock(1886351988, 1);
    INSERT INTO "roster_changes" ("kind", "person_id")
      SELECT append_roster_changes.kind, id FROM unnest(person_ids) AS id ORDER BY id;
    PERFORM pg_notify('portero_roster', '');
  END IF;
END $$;

CREATE FUNCTION "persons_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM append_roster_changes('person', ARRAY(SELECT DISTINCT id FROM changed));
  RETURN NULL;
END $$;

-- For the tables of what belongs to a person; the argument is the kind.
CREATE FUNCTION "belongings_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM append_roster_changes(TG_ARGV[0], ARRAY(SELECT DISTINCT person_id FROM changed));
  RETURN NULL;
END $$;

-- An updated row may have gone from one person to another, as a card does: both have changed.
CREATE FUNCTION "belongings_updated"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM append_roster_changes(
    TG_ARGV[0],
    ARRAY(SELECT person_id FROM before UNION SELECT person_id FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION "places_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed) THEN
    PERFORM append_roster_changes('place', ARRAY[NULL::uuid]);
  END IF;
  RETURN NULL;
END $$;

-- One trigger a statement and kind of change, as transition tables demand; deletions cascade into them as well.
CREATE TRIGGER "persons_inserted" AFTER INSERT ON "persons"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "persons_changed"();
CREATE TRIGGER "persons_updated" AFTER UPDATE ON "persons"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "persons_changed"();
CREATE TRIGGER "persons_deleted" AFTER DELETE ON "persons"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "persons_changed"();

CREATE TRIGGER "cards_inserted" AFTER INSERT ON "cards"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('card');
CREATE TRIGGER "cards_updated" AFTER UPDATE ON "cards"
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "belongings_updated"('card');
CREATE TRIGGER "cards_deleted" AFTER DELETE ON "cards"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('card');

CREATE TRIGGER "templates_inserted" AFTER INSERT ON "templates"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('template');
CREATE TRIGGER "templates_updated" AFTER UPDATE ON "templates"
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "belongings_updated"('template');
CREATE TRIGGER "templates_deleted" AFTER DELETE ON "templates"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('template');

CREATE TRIGGER "access_grants_inserted" AFTER INSERT ON "access_grants"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('grant');
CREATE TRIGGER "access_grants_updated" AFTER UPDATE ON "access_grants"
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "belongings_updated"('grant');
CREATE TRIGGER "access_grants_deleted" AFTER DELETE ON "access_grants"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "belongings_changed"('grant');

CREATE TRIGGER "buildings_inserted" AFTER INSERT ON "buildings"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "buildings_updated" AFTER UPDATE ON "buildings"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "edges_inserted" AFTER INSERT ON "edges"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "edges_updated" AFTER UPDATE ON "edges"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "doors_inserted" AFTER INSERT ON "doors"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "doors_updated" AFTER UPDATE ON "doors"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
