-- AlterTable
ALTER TABLE "doors" ADD COLUMN     "frames_agreeing" INTEGER,
ADD COLUMN     "frames_demanded" INTEGER;

-- AlterTable
ALTER TABLE "decisions" ADD COLUMN     "frames" JSONB;

-- What Prisma's schema language cannot say. A comparison with NULL would pass, so both or neither is asked for first.
ALTER TABLE "doors"
  ADD CONSTRAINT "doors_frames_check" CHECK (
    num_nonnulls("frames_agreeing", "frames_demanded") IN (0, 2)
    AND 1 <= "frames_agreeing" AND "frames_agreeing" <= "frames_demanded" AND "frames_demanded" <= 8);

ALTER TABLE "decisions"
  ADD CONSTRAINT "decisions_frames_check" CHECK (jsonb_typeof("frames") = 'object');
