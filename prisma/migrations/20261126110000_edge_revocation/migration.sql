-- AlterTable
ALTER TABLE "edges" ADD COLUMN "revoked_at" TIMESTAMPTZ(3);
