-- AlterTable
ALTER TABLE "buildings" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default';

-- A name such as the parts of a place have.
ALTER TABLE "buildings"
  ADD CONSTRAINT "buildings_pool_check" CHECK ("pool" ~ '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$');
