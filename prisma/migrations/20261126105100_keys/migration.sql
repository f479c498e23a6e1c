-- CreateTable
CREATE TABLE "master_keys" (
    "id" TEXT NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT false,
    "probe" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "master_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_keys" (
    "person_id" UUID NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_keys_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "installation_keys" (
    "purpose" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_keys_pkey" PRIMARY KEY ("purpose")
);

-- CreateIndex
CREATE INDEX "person_keys_master_key_id_idx" ON "person_keys"("master_key_id");

-- AddForeignKey
ALTER TABLE "person_keys" ADD CONSTRAINT "person_keys_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_keys" ADD CONSTRAINT "person_keys_master_key_id_fkey" FOREIGN KEY ("master_key_id") REFERENCES "master_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "installation_keys" ADD CONSTRAINT "installation_keys_master_key_id_fkey" FOREIGN KEY ("master_key_id") REFERENCES "master_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "templates" ADD COLUMN "ciphertext" BYTEA,
ALTER COLUMN "embedding" DROP NOT NULL;

-- AlterTable
ALTER TABLE "cards" ADD COLUMN "token_mac" BYTEA,
ALTER COLUMN "token_hash" DROP NOT NULL;

-- What Prisma's schema language cannot say. One key is the current one, and it is not retired. What is wrapped is not
-- looked at here: how long it is depends on what wrapped it.
CREATE UNIQUE INDEX "master_keys_current_key" ON "master_keys"("is_current") WHERE "is_current";

ALTER TABLE "master_keys"
  ADD CONSTRAINT "master_keys_id_check" CHECK (char_length("id") BETWEEN 1 AND 200),
  ADD CONSTRAINT "master_keys_retired_at_check" CHECK (NOT "is_current" OR "retired_at" IS NULL);
