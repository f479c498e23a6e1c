-- CreateTable
CREATE TABLE "lookalike_pairs" (
    "first_id" UUID NOT NULL,
    "second_id" UUID NOT NULL,
    "model_id" TEXT NOT NULL,
    "distance_l2" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lookalike_pairs_pkey" PRIMARY KEY ("first_id","second_id","model_id")
);

-- CreateIndex
CREATE INDEX "lookalike_pairs_second_id_idx" ON "lookalike_pairs"("second_id");

-- AddForeignKey
ALTER TABLE "lookalike_pairs" ADD CONSTRAINT "lookalike_pairs_first_id_fkey" FOREIGN KEY ("first_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lookalike_pairs" ADD CONSTRAINT "lookalike_pairs_second_id_fkey" FOREIGN KEY ("second_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say. A pair has one row, whoever of the two was enrolled first.
ALTER TABLE "lookalike_pairs"
  ADD CONSTRAINT "lookalike_pairs_order_check" CHECK ("first_id" < "second_id"),
  ADD CONSTRAINT "lookalike_pairs_distance_l2_check" CHECK ("distance_l2" >= 0 AND "distance_l2" < 'Infinity');
