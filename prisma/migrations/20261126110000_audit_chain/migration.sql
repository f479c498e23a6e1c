-- CreateTable
CREATE TABLE "audit_entries" (
    "chain_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "subject_id" UUID,
    "person_id" UUID,
    "door" TEXT,
    "entry" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("chain_id","seq")
);

-- CreateTable
CREATE TABLE "audit_seals" (
    "chain_id" UUID NOT NULL,
    "from_seq" BIGINT NOT NULL,
    "to_seq" BIGINT NOT NULL,
    "jws" TEXT NOT NULL,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("chain_id","to_seq")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "jws" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- CreateIndex
CREATE INDEX "audit_entries_subject_id_idx" ON "audit_entries"("subject_id");

-- CreateIndex
CREATE INDEX "audit_entries_person_id_idx" ON "audit_entries"("person_id");

-- What Prisma's schema language cannot say.
ALTER TABLE "audit_entries"
  ADD CONSTRAINT "audit_entries_seq_check" CHECK ("seq" >= 1),
  ADD CONSTRAINT "audit_entries_hash_check" CHECK (octet_length("hash") = 32);
ALTER TABLE "audit_seals"
  ADD CONSTRAINT "audit_seals_range_check" CHECK (1 <= "from_seq" AND "from_seq" <= "to_seq");

-- Canonical JSON as packages/roster/src/audit/canonical-json.ts writes it (RFC 8785 for ASCII keys): keys in the order of
-- their bytes, no spaces, the escapes of JSON.stringify, numbers as ECMAScript prints them.
CREATE FUNCTION "audit_canonical"("value" JSONB) RETURNS TEXT
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  n NUMERIC;
BEGIN
  CASE jsonb_typeof(value)
    WHEN 'object' THEN
      RETURN '{' || coalesce((
        SELECT string_agg(to_json(key)::text || ':' || audit_canonical(item), ',' ORDER BY key COLLATE "C")
        FROM jsonb_each(value) AS members(key, item)), '') || '}';
    WHEN 'array' THEN
      RETURN '[' || coalesce((
        SELECT string_agg(audit_canonical(item), ',' ORDER BY place)
        FROM jsonb_array_elements(value) WITH ORDINALITY AS items(item, place)), '') || ']';
    WHEN 'number' THEN
      n := (value #>> '{}')::numeric;
      IF n = 0 OR (abs(n) >= 1e-6 AND abs(n) < 1e21) THEN
        RETURN trim_scale(n)::text;
      END IF;
      RETURN regexp_replace(n::float8::text, 'e([+-])0*', 'e\1');
    WHEN 'string' THEN
      RETURN to_json(value #>> '{}')::text;
    ELSE
      RETURN value::text;
  END CASE;
END $$;

-- Appends to the chain of the roster. The lock is that of the outbox: whoever changes the roster holds it until the
-- commit, so that the newest entry seen here is the newest there will be before ours.
CREATE FUNCTION "audit_append"("action" TEXT, "subject_id" UUID, "person_id" UUID, "details" JSONB) RETURNS void
LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
  roster_chain CONSTANT UUID := '00000000-0000-8000-8000-706f72746572';
  moment CONSTANT TIMESTAMPTZ(3) := clock_timestamp();
  actor JSONB;
  last_seq BIGINT;
  last_hash BYTEA;
  canonical TEXT;
BEGIN
  PERFORM pg_advisory_xact_lock(1886351988, 1);
  actor := coalesce(
    nullif(current_setting('portero.actor', true), '')::jsonb,
    jsonb_build_object('kind', 'sql', 'user', session_user, 'application', current_setting('application_name')));
  SELECT e.seq, e.hash INTO last_seq, last_hash
    FROM audit_entries e WHERE e.chain_id = roster_chain ORDER BY e.seq DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0) + 1;
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  canonical := audit_canonical(jsonb_build_object(
      'v', 1, 'chain', roster_chain, 'seq', last_seq, 'actor', actor, 'action', audit_append.action,
      'at', to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'details', audit_append.details)
    || CASE WHEN audit_append.subject_id IS NULL THEN '{}' ELSE jsonb_build_object('subject', audit_append.subject_id) END
    || CASE WHEN audit_append.person_id IS NULL THEN '{}' ELSE jsonb_build_object('person', audit_append.person_id) END);
  INSERT INTO audit_entries (chain_id, seq, at, action, subject_id, person_id, entry, hash)
    VALUES (roster_chain, last_seq, moment, audit_append.action, audit_append.subject_id, audit_append.person_id,
            canonical, sha256(last_hash || convert_to(canonical, 'UTF8')));
  -- Where this transaction begins, for whoever seals it before the commit.
  IF coalesce(current_setting('portero.audit_from', true), '') = '' THEN
    PERFORM set_config('portero.audit_from', last_seq::text, true);
  END IF;
END $$;

-- One entry for each row that is added, changed or removed. Arguments: the kind; the columns whose values may be written
-- down, * for all; the column of the subject; that of the person, or nothing. Of other columns an entry says at most that
-- they changed: names, card hashes and embeddings never enter the log.
CREATE FUNCTION "audit_row"() RETURNS trigger
LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
  before JSONB := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  after JSONB := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  current JSONB := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  shown TEXT[];
  verb TEXT;
  details JSONB;
  hidden JSONB;
BEGIN
  IF TG_OP = 'UPDATE' AND before = after THEN
    RETURN NULL;
  END IF;
  shown := CASE WHEN TG_ARGV[1] = '*' THEN ARRAY(SELECT jsonb_object_keys(current))
                ELSE string_to_array(TG_ARGV[1], ',') END;
  IF TG_OP = 'UPDATE' THEN
    SELECT coalesce(jsonb_object_agg(name, jsonb_build_object('from', before -> name, 'to', after -> name)), '{}')
      INTO details FROM unnest(shown) AS name WHERE before -> name IS DISTINCT FROM after -> name;
    SELECT jsonb_agg(name ORDER BY name) INTO hidden FROM jsonb_object_keys(current) AS name
      WHERE name <> ALL (shown) AND before -> name IS DISTINCT FROM after -> name;
    verb := CASE
      WHEN before ->> 'revoked_at' IS NULL AND after ->> 'revoked_at' IS NOT NULL THEN 'revoked'
      WHEN before ->> 'revoked_at' IS NOT NULL AND after ->> 'revoked_at' IS NULL THEN 'revived'
      WHEN before ->> 'status' = 'active' AND after ->> 'status' = 'suspended' THEN 'suspended'
      WHEN before ->> 'status' = 'suspended' AND after ->> 'status' = 'active' THEN 'reinstated'
      ELSE 'changed' END;
    IF hidden IS NOT NULL THEN
      details := details || jsonb_build_object('hidden', hidden);
    END IF;
  ELSE
    SELECT coalesce(jsonb_object_agg(name, current -> name), '{}') INTO details
      FROM unnest(shown) AS name WHERE current ->> name IS NOT NULL;
    verb := CASE TG_OP WHEN 'INSERT' THEN 'added' ELSE 'removed' END;
  END IF;
  PERFORM audit_append(
    TG_ARGV[0] || '.' || verb, (current ->> TG_ARGV[2])::uuid, (current ->> TG_ARGV[3])::uuid, details);
  RETURN NULL;
END $$;

CREATE TRIGGER "persons_audited" AFTER INSERT OR UPDATE OR DELETE ON "persons"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('person', 'site_id,status', 'id', 'id');
CREATE TRIGGER "cards_audited" AFTER INSERT OR UPDATE OR DELETE ON "cards"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'card', 'person_id,status,valid_from,valid_until,revoked_at', 'id', 'person_id');
CREATE TRIGGER "templates_audited" AFTER INSERT OR UPDATE OR DELETE ON "templates"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'template', 'person_id,model_id,dimension,quality,source_hash,revoked_at', 'id', 'person_id');
CREATE TRIGGER "access_grants_audited" AFTER INSERT OR UPDATE OR DELETE ON "access_grants"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'grant', 'person_id,building_id,door_id,valid_from,valid_until,schedule,revoked_at', 'id', 'person_id');
CREATE TRIGGER "lookalike_pairs_audited" AFTER INSERT OR UPDATE OR DELETE ON "lookalike_pairs"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'lookalike', 'first_id,second_id,model_id,distance_l2', 'second_id', 'first_id');
CREATE TRIGGER "sites_audited" AFTER INSERT OR UPDATE OR DELETE ON "sites"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('site', '*', 'id');
CREATE TRIGGER "buildings_audited" AFTER INSERT OR UPDATE OR DELETE ON "buildings"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('building', '*', 'id');
CREATE TRIGGER "edges_audited" AFTER INSERT OR UPDATE OR DELETE ON "edges"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('edge', '*', 'id');
CREATE TRIGGER "doors_audited" AFTER INSERT OR UPDATE OR DELETE ON "doors"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('door', '*', 'id');

-- Append-only. Whoever owns the tables can switch this off; the chain is what tells.
CREATE FUNCTION "audit_refuse"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_seals_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seals"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_checkpoints_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_checkpoints"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "decisions_append_only" BEFORE DELETE OR TRUNCATE ON "decisions"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();

-- Of a decision only the acknowledgement may come later, once.
CREATE FUNCTION "decisions_only_acknowledged"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  acknowledgement CONSTANT TEXT[] := ARRAY['ack_outcome', 'ack_reason', 'acked_at'];
BEGIN
  IF OLD.acked_at IS NOT NULL OR to_jsonb(OLD) - acknowledgement <> to_jsonb(NEW) - acknowledgement THEN
    RAISE EXCEPTION 'a decision is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "decisions_only_acknowledged" BEFORE UPDATE ON "decisions"
  FOR EACH ROW EXECUTE FUNCTION "decisions_only_acknowledged"();

-- Also where session_replication_role would silence ordinary triggers.
ALTER TABLE "persons" ENABLE ALWAYS TRIGGER "persons_audited";
ALTER TABLE "cards" ENABLE ALWAYS TRIGGER "cards_audited";
ALTER TABLE "templates" ENABLE ALWAYS TRIGGER "templates_audited";
ALTER TABLE "access_grants" ENABLE ALWAYS TRIGGER "access_grants_audited";
ALTER TABLE "lookalike_pairs" ENABLE ALWAYS TRIGGER "lookalike_pairs_audited";
ALTER TABLE "sites" ENABLE ALWAYS TRIGGER "sites_audited";
ALTER TABLE "buildings" ENABLE ALWAYS TRIGGER "buildings_audited";
ALTER TABLE "edges" ENABLE ALWAYS TRIGGER "edges_audited";
ALTER TABLE "doors" ENABLE ALWAYS TRIGGER "doors_audited";
ALTER TABLE "audit_entries" ENABLE ALWAYS TRIGGER "audit_entries_append_only";
ALTER TABLE "audit_seals" ENABLE ALWAYS TRIGGER "audit_seals_append_only";
ALTER TABLE "audit_checkpoints" ENABLE ALWAYS TRIGGER "audit_checkpoints_append_only";
ALTER TABLE "decisions" ENABLE ALWAYS TRIGGER "decisions_append_only";
ALTER TABLE "decisions" ENABLE ALWAYS TRIGGER "decisions_only_acknowledged";

-- The first entry says how many decisions and rows of the roster there were before there was a log, with a digest over all
-- decisions in the order of their ids, each hashed together with the digest before (computed again by
-- packages/roster/src/audit/earlier-decisions.ts). An entry for each row follows. None of them is signed: whoever acts
-- first signs the hash of the last of them.
DO $$
DECLARE
  digest BYTEA := decode(repeat('00', 32), 'hex');
  decisions BIGINT := 0;
  line TEXT;
  zone CONSTANT TEXT := current_setting('timezone');
BEGIN
  PERFORM set_config('timezone', 'UTC', true);
  FOR line IN
    SELECT concat_ws('|', d.id, d.request_id, d.door, coalesce(d.door_id::text, ''), d.boot_id, d.seq, d.mode,
      coalesce(d.person_id::text, ''), d.action, d.reason, coalesce(d.distance_l2::text, ''),
      coalesce(d.second_distance_l2::text, ''), coalesce(d.threshold_l2::text, ''), coalesce(d.margin_l2::text, ''),
      d.model_id, d.policy_version, d.quality, round(extract(epoch FROM d.captured_at) * 1000),
      round(extract(epoch FROM d.decided_at) * 1000), d.latency, coalesce(d.frames::text, ''),
      coalesce(d.ack_outcome, ''), coalesce(d.ack_reason, ''),
      coalesce(round(extract(epoch FROM d.acked_at) * 1000)::text, ''))
    FROM decisions d ORDER BY d.id
  LOOP
    decisions := decisions + 1;
    digest := sha256(digest || convert_to(line, 'UTF8'));
  END LOOP;
  PERFORM set_config('portero.actor', '{"kind":"migration"}', true);
  PERFORM audit_append('log.began', NULL, NULL, jsonb_build_object(
    'log', gen_random_uuid(), 'earlierDecisions', decisions, 'earlierDigest', encode(digest, 'hex'),
    'earlierRows', (SELECT count(*) FROM sites) + (SELECT count(*) FROM buildings) + (SELECT count(*) FROM edges)
      + (SELECT count(*) FROM doors) + (SELECT count(*) FROM persons) + (SELECT count(*) FROM cards)
      + (SELECT count(*) FROM templates) + (SELECT count(*) FROM access_grants)));
  -- Then one entry for each row that was there already, as if it were added now.
  PERFORM audit_append('site.found', id, NULL, to_jsonb(r)) FROM sites r;
  PERFORM audit_append('building.found', id, NULL, to_jsonb(r)) FROM buildings r;
  PERFORM audit_append('edge.found', id, NULL, to_jsonb(r)) FROM edges r;
  PERFORM audit_append('door.found', id, NULL, to_jsonb(r)) FROM doors r;
  PERFORM audit_append('person.found', id, id, jsonb_build_object('site_id', site_id, 'status', status)) FROM persons;
  PERFORM audit_append('card.found', id, person_id, jsonb_build_object(
    'person_id', person_id, 'status', status, 'valid_from', valid_from, 'valid_until', valid_until,
    'revoked_at', revoked_at)) FROM cards;
  PERFORM audit_append('template.found', id, person_id, jsonb_build_object(
    'person_id', person_id, 'model_id', model_id, 'dimension', dimension, 'quality', quality,
    'source_hash', source_hash, 'revoked_at', revoked_at)) FROM templates;
  PERFORM audit_append('grant.found', id, person_id, jsonb_build_object(
    'person_id', person_id, 'building_id', building_id, 'door_id', door_id, 'valid_from', valid_from,
    'valid_until', valid_until, 'schedule', schedule, 'revoked_at', revoked_at)) FROM access_grants;
  PERFORM set_config('portero.actor', '', true);
  PERFORM set_config('portero.audit_from', '', true);
  PERFORM set_config('timezone', zone, true);
END $$;
