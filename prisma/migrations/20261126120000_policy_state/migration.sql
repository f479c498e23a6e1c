-- AlterTable
ALTER TABLE "doors" ADD COLUMN     "escort_seconds" INTEGER,
ADD COLUMN     "escort_visitors" INTEGER;

-- AlterTable
ALTER TABLE "persons" ADD COLUMN     "escorted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'employee',
ADD COLUMN     "may_escort" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "valid_from" TIMESTAMPTZ(3),
ADD COLUMN     "valid_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "access_grants" ADD COLUMN     "passes_lockdown" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "holidays" (
    "id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "building_id" UUID,
    "name" TEXT NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "hours" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holidays_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lockdowns" (
    "id" UUID NOT NULL,
    "site_id" UUID,
    "building_id" UUID,
    "door_id" UUID,
    "reason" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "lockdowns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "areas" (
    "id" UUID NOT NULL,
    "building_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "antipassback" TEXT NOT NULL DEFAULT 'off',
    "antipassback_minutes" INTEGER,
    "max_persons" INTEGER,
    "second_person_seconds" INTEGER,
    "forget_after_hours" INTEGER NOT NULL DEFAULT 24,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "areas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "area_doors" (
    "door_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "area_id" UUID NOT NULL,

    CONSTRAINT "area_doors_pkey" PRIMARY KEY ("door_id","direction")
);

-- CreateTable
CREATE TABLE "area_resets" (
    "id" UUID NOT NULL,
    "area_id" UUID NOT NULL,
    "person_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "area_resets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passages" (
    "decision_id" UUID NOT NULL,
    "area_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "violation" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "passages_pkey" PRIMARY KEY ("decision_id","area_id")
);

-- CreateTable
CREATE TABLE "escort_uses" (
    "decision_id" UUID NOT NULL,
    "escort_decision_id" UUID NOT NULL,

    CONSTRAINT "escort_uses_pkey" PRIMARY KEY ("decision_id")
);

-- CreateIndex
CREATE INDEX "holidays_site_id_last_day_idx" ON "holidays"("site_id", "last_day");

-- CreateIndex
CREATE UNIQUE INDEX "areas_building_id_slug_key" ON "areas"("building_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "area_doors_area_id_door_id_key" ON "area_doors"("area_id", "door_id");

-- CreateIndex
CREATE INDEX "area_resets_area_id_at_idx" ON "area_resets"("area_id", "at" DESC);

-- CreateIndex
CREATE INDEX "passages_area_id_at_idx" ON "passages"("area_id", "at" DESC);

-- CreateIndex
CREATE INDEX "passages_area_id_person_id_at_idx" ON "passages"("area_id", "person_id", "at" DESC);

-- CreateIndex
CREATE INDEX "escort_uses_escort_decision_id_idx" ON "escort_uses"("escort_decision_id");

-- AddForeignKey
ALTER TABLE "holidays" ADD CONSTRAINT "holidays_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holidays" ADD CONSTRAINT "holidays_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lockdowns" ADD CONSTRAINT "lockdowns_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lockdowns" ADD CONSTRAINT "lockdowns_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lockdowns" ADD CONSTRAINT "lockdowns_door_id_fkey" FOREIGN KEY ("door_id") REFERENCES "doors"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "areas" ADD CONSTRAINT "areas_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "area_doors" ADD CONSTRAINT "area_doors_door_id_fkey" FOREIGN KEY ("door_id") REFERENCES "doors"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "area_doors" ADD CONSTRAINT "area_doors_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "areas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "area_resets" ADD CONSTRAINT "area_resets_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "areas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passages" ADD CONSTRAINT "passages_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "areas"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.
ALTER TABLE "doors"
  ADD CONSTRAINT "doors_escort_seconds_check" CHECK ("escort_seconds" BETWEEN 1 AND 600),
  ADD CONSTRAINT "doors_escort_visitors_check" CHECK ("escort_visitors" BETWEEN 1 AND 100);

-- A visitor whose visit has no end is a mistake; and nobody brings visitors who is one.
ALTER TABLE "persons"
  ADD CONSTRAINT "persons_kind_check" CHECK ("kind" IN ('employee', 'visitor', 'contractor')),
  ADD CONSTRAINT "persons_validity_check" CHECK ("valid_until" > "valid_from"),
  ADD CONSTRAINT "persons_visitor_check" CHECK ("kind" <> 'visitor' OR "valid_until" IS NOT NULL),
  ADD CONSTRAINT "persons_escort_check" CHECK (
    CASE "kind" WHEN 'employee' THEN NOT "escorted" ELSE NOT "may_escort" END);

ALTER TABLE "holidays"
  ADD CONSTRAINT "holidays_name_check" CHECK (char_length("name") BETWEEN 1 AND 200),
  ADD CONSTRAINT "holidays_days_check" CHECK ("last_day" >= "first_day"),
  ADD CONSTRAINT "holidays_hours_check" CHECK (jsonb_typeof("hours") = 'array');
-- Nulls of a unique index are distinct; one holiday of a site, imported twice, is one all the same.
CREATE UNIQUE INDEX "holidays_once_key" ON "holidays"
  ("site_id", coalesce("building_id", '00000000-0000-0000-0000-000000000000'), "first_day", "last_day", "name");

ALTER TABLE "lockdowns"
  ADD CONSTRAINT "lockdowns_place_check" CHECK (num_nonnulls("site_id", "building_id", "door_id") = 1),
  ADD CONSTRAINT "lockdowns_reason_check" CHECK (char_length("reason") BETWEEN 1 AND 200),
  ADD CONSTRAINT "lockdowns_end_check" CHECK ("ended_at" >= "started_at");
-- One at a time for each place; and what a decision reads.
CREATE UNIQUE INDEX "lockdowns_site_id_key" ON "lockdowns"("site_id") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "lockdowns_building_id_key" ON "lockdowns"("building_id") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "lockdowns_door_id_key" ON "lockdowns"("door_id") WHERE "ended_at" IS NULL;

ALTER TABLE "areas"
  ADD CONSTRAINT "areas_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  ADD CONSTRAINT "areas_antipassback_check" CHECK ("antipassback" IN ('off', 'soft', 'hard', 'timed')),
  ADD CONSTRAINT "areas_antipassback_minutes_check" CHECK (
    ("antipassback" = 'timed') = ("antipassback_minutes" IS NOT NULL) AND "antipassback_minutes" BETWEEN 1 AND 1440),
  ADD CONSTRAINT "areas_max_persons_check" CHECK ("max_persons" BETWEEN 1 AND 100000),
  ADD CONSTRAINT "areas_second_person_seconds_check" CHECK ("second_person_seconds" BETWEEN 1 AND 600),
  ADD CONSTRAINT "areas_forget_after_hours_check" CHECK ("forget_after_hours" BETWEEN 1 AND 720);

ALTER TABLE "area_doors"
  ADD CONSTRAINT "area_doors_direction_check" CHECK ("direction" IN ('entry', 'exit'));
ALTER TABLE "passages"
  ADD CONSTRAINT "passages_direction_check" CHECK ("direction" IN ('entry', 'exit'));

-- Append-only: what has been recorded of who passed is not rewritten. No foreign keys to decisions, as those have none:
-- a row is written in the transaction of its decision, and counts only together with it.
CREATE FUNCTION "passages_refuse_update"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "passages_append_only" BEFORE UPDATE ON "passages"
  FOR EACH STATEMENT EXECUTE FUNCTION "passages_refuse_update"();
CREATE TRIGGER "escort_uses_append_only" BEFORE UPDATE ON "escort_uses"
  FOR EACH STATEMENT EXECUTE FUNCTION "passages_refuse_update"();
CREATE TRIGGER "area_resets_append_only" BEFORE UPDATE OR DELETE ON "area_resets"
  FOR EACH STATEMENT EXECUTE FUNCTION "passages_refuse_update"();

-- The rules of a place belong to it: whoever follows places hears of them.
CREATE TRIGGER "holidays_inserted" AFTER INSERT ON "holidays"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "holidays_updated" AFTER UPDATE ON "holidays"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "holidays_deleted" AFTER DELETE ON "holidays"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "lockdowns_inserted" AFTER INSERT ON "lockdowns"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "lockdowns_updated" AFTER UPDATE ON "lockdowns"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "areas_inserted" AFTER INSERT ON "areas"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "areas_updated" AFTER UPDATE ON "areas"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "area_doors_inserted" AFTER INSERT ON "area_doors"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "area_doors_updated" AFTER UPDATE ON "area_doors"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();
CREATE TRIGGER "area_doors_deleted" AFTER DELETE ON "area_doors"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "places_changed"();

-- The rules of places are in the audit log, and so is what people and grants have got besides.
CREATE TRIGGER "holidays_audited" AFTER INSERT OR UPDATE OR DELETE ON "holidays"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('holiday', '*', 'id');
CREATE TRIGGER "lockdowns_audited" AFTER INSERT OR UPDATE OR DELETE ON "lockdowns"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('lockdown', '*', 'id');
CREATE TRIGGER "areas_audited" AFTER INSERT OR UPDATE OR DELETE ON "areas"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('area', '*', 'id');
CREATE TRIGGER "area_doors_audited" AFTER INSERT OR UPDATE OR DELETE ON "area_doors"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('area-door', '*', 'area_id');
CREATE TRIGGER "area_resets_audited" AFTER INSERT ON "area_resets"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"('area-reset', '*', 'area_id', 'person_id');
DROP TRIGGER "persons_audited" ON "persons";
CREATE TRIGGER "persons_audited" AFTER INSERT OR UPDATE OR DELETE ON "persons"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'person', 'site_id,status,kind,valid_from,valid_until,escorted,may_escort', 'id', 'id');
DROP TRIGGER "access_grants_audited" ON "access_grants";
CREATE TRIGGER "access_grants_audited" AFTER INSERT OR UPDATE OR DELETE ON "access_grants"
  FOR EACH ROW EXECUTE FUNCTION "audit_row"(
    'grant', 'person_id,building_id,door_id,valid_from,valid_until,schedule,passes_lockdown,revoked_at',
    'id', 'person_id');
ALTER TABLE "holidays" ENABLE ALWAYS TRIGGER "holidays_audited";
ALTER TABLE "lockdowns" ENABLE ALWAYS TRIGGER "lockdowns_audited";
ALTER TABLE "areas" ENABLE ALWAYS TRIGGER "areas_audited";
ALTER TABLE "area_doors" ENABLE ALWAYS TRIGGER "area_doors_audited";
ALTER TABLE "area_resets" ENABLE ALWAYS TRIGGER "area_resets_audited";
ALTER TABLE "persons" ENABLE ALWAYS TRIGGER "persons_audited";
ALTER TABLE "access_grants" ENABLE ALWAYS TRIGGER "access_grants_audited";
