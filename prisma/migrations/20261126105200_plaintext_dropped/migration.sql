-- Portero seals what is there right before this migration, as no SQL could: the master key is not in the database.
-- Another tool that comes here first is turned away. The lock keeps an older process from adding a row meanwhile.
LOCK TABLE "templates", "cards" IN ACCESS EXCLUSIVE MODE;

DO $$
BEGIN
  IF EXISTS (SELECT FROM "templates"
             WHERE "embedding" IS NOT NULL OR ("ciphertext" IS NULL) <> ("revoked_at" IS NOT NULL))
     OR EXISTS (SELECT FROM "cards" WHERE "token_mac" IS NULL) THEN
    RAISE EXCEPTION 'there are templates or cards that are not sealed yet: stop older versions of Portero, and start this one, which seals them';
  END IF;
END $$;

-- AlterTable
ALTER TABLE "templates" DROP COLUMN "embedding";

-- AlterTable
ALTER TABLE "cards" DROP COLUMN "token_hash",
ALTER COLUMN "token_mac" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "cards_site_id_token_mac_key" ON "cards"("site_id", "token_mac");

-- What Prisma's schema language cannot say. 29 bytes: format, nonce and tag of AES-256-GCM.
ALTER TABLE "templates"
  ADD CONSTRAINT "templates_ciphertext_check" CHECK (
    CASE WHEN "revoked_at" IS NULL THEN "ciphertext" IS NOT NULL AND octet_length("ciphertext") = 29 + 4 * "dimension"
         ELSE "ciphertext" IS NULL END);

ALTER TABLE "cards"
  ADD CONSTRAINT "cards_token_mac_check" CHECK (octet_length("token_mac") = 32);

-- A column that is dropped, and a row that was updated, still lie in the files of the table: write them anew.
CLUSTER "templates" USING "templates_pkey";
ALTER TABLE "templates" SET WITHOUT CLUSTER;
CLUSTER "cards" USING "cards_pkey";
ALTER TABLE "cards" SET WITHOUT CLUSTER;
