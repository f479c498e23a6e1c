-- AlterTable
ALTER TABLE "doors" ADD COLUMN     "min_pad_score" DOUBLE PRECISION,
ADD COLUMN     "pad" TEXT;

-- AlterTable
ALTER TABLE "decisions" ADD COLUMN     "pad" JSONB;

-- What Prisma's schema language cannot say. NaN is above every number to Postgres, and so refused.
ALTER TABLE "doors"
  ADD CONSTRAINT "doors_pad_check" CHECK ("pad" IN ('off', 'passive', 'active', 'required')),
  ADD CONSTRAINT "doors_min_pad_score_check" CHECK ("min_pad_score" >= 0 AND "min_pad_score" <= 1);

ALTER TABLE "decisions"
  ADD CONSTRAINT "decisions_pad_check" CHECK (jsonb_typeof("pad") = 'object');
