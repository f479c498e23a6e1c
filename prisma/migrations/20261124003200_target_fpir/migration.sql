-- AlterTable
ALTER TABLE "buildings" ADD COLUMN "target_fpir" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "doors" ADD COLUMN "target_fpir" DOUBLE PRECISION;

-- What Prisma's schema language cannot say. In float8 NaN is greater than everything, so the upper bound keeps it out too.
ALTER TABLE "buildings"
  ADD CONSTRAINT "buildings_target_fpir_check" CHECK ("target_fpir" > 0 AND "target_fpir" < 1);
ALTER TABLE "doors"
  ADD CONSTRAINT "doors_target_fpir_check" CHECK ("target_fpir" > 0 AND "target_fpir" < 1);
