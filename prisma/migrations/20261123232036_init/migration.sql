-- CreateTable
CREATE TABLE "sites" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "buildings" (
    "id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "buildings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "edges" (
    "id" UUID NOT NULL,
    "building_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "public_jwk" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "edges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "doors" (
    "id" UUID NOT NULL,
    "edge_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'identify',
    "pulse_ms" INTEGER NOT NULL DEFAULT 5000,
    "fail_mode" TEXT NOT NULL DEFAULT 'secure',
    "threshold_l2" DOUBLE PRECISION,
    "margin_l2" DOUBLE PRECISION,
    "min_quality" DOUBLE PRECISION,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "doors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "persons" (
    "id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "external_id" TEXT,
    "display_name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "persons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cards" (
    "id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "cards_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "templates" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "model_id" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "embedding" BYTEA NOT NULL,
    "quality" DOUBLE PRECISION NOT NULL,
    "source_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_grants" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "building_id" UUID,
    "door_id" UUID,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "schedule" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decisions" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "door" TEXT NOT NULL,
    "door_id" UUID,
    "boot_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "mode" TEXT NOT NULL,
    "person_id" UUID,
    "action" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "distance_l2" DOUBLE PRECISION,
    "second_distance_l2" DOUBLE PRECISION,
    "threshold_l2" DOUBLE PRECISION,
    "margin_l2" DOUBLE PRECISION,
    "model_id" TEXT NOT NULL,
    "policy_version" TEXT NOT NULL,
    "quality" DOUBLE PRECISION NOT NULL,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "latency" JSONB NOT NULL DEFAULT '{}',
    "ack_outcome" TEXT,
    "ack_reason" TEXT,
    "acked_at" TIMESTAMPTZ(3),

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_changes" (
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "roster_changes_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "sites_slug_key" ON "sites"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "buildings_site_id_slug_key" ON "buildings"("site_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "edges_building_id_slug_key" ON "edges"("building_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "doors_edge_id_slug_key" ON "doors"("edge_id", "slug");

-- CreateIndex
CREATE INDEX "persons_display_name_idx" ON "persons"("display_name");

-- CreateIndex
CREATE UNIQUE INDEX "persons_site_id_external_id_key" ON "persons"("site_id", "external_id");

-- CreateIndex
CREATE INDEX "cards_person_id_idx" ON "cards"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "cards_site_id_token_hash_key" ON "cards"("site_id", "token_hash");

-- CreateIndex
CREATE INDEX "templates_model_id_id_idx" ON "templates"("model_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "templates_person_id_model_id_source_hash_key" ON "templates"("person_id", "model_id", "source_hash");

-- CreateIndex
CREATE INDEX "access_grants_person_id_idx" ON "access_grants"("person_id");

-- CreateIndex
CREATE INDEX "access_grants_building_id_idx" ON "access_grants"("building_id");

-- CreateIndex
CREATE INDEX "access_grants_door_id_idx" ON "access_grants"("door_id");

-- CreateIndex
CREATE UNIQUE INDEX "decisions_request_id_key" ON "decisions"("request_id");

-- CreateIndex
CREATE INDEX "decisions_decided_at_idx" ON "decisions"("decided_at" DESC);

-- CreateIndex
CREATE INDEX "decisions_door_decided_at_idx" ON "decisions"("door", "decided_at" DESC);

-- CreateIndex
CREATE INDEX "decisions_person_id_decided_at_idx" ON "decisions"("person_id", "decided_at" DESC);

-- AddForeignKey
ALTER TABLE "buildings" ADD CONSTRAINT "buildings_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "edges" ADD CONSTRAINT "edges_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "doors" ADD CONSTRAINT "doors_edge_id_fkey" FOREIGN KEY ("edge_id") REFERENCES "edges"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "persons" ADD CONSTRAINT "persons_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "templates" ADD CONSTRAINT "templates_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grants" ADD CONSTRAINT "access_grants_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grants" ADD CONSTRAINT "access_grants_building_id_fkey" FOREIGN KEY ("building_id") REFERENCES "buildings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grants" ADD CONSTRAINT "access_grants_door_id_fkey" FOREIGN KEY ("door_id") REFERENCES "doors"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
